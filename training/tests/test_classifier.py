"""The classifier's labels and losses, and that it can learn to read pictures."""

import json
from pathlib import Path

import onnxruntime
import pytest
import torch

from renoir_training.classifier import AttributeClassifier, classification_loss, labels_of, read_accuracy
from renoir_training.dataset import to_signed
from renoir_training.export_classifier import FEATURES, export_classifier
from renoir_training.renderer import render
from renoir_training.scene import sample_scene
from renoir_training.vocabulary import COLOURS


def test_labels_name_objects_by_slot_and_mark_empty_slots() -> None:
    scenes = [sample_scene(1, 1), sample_scene(1, 3)]
    labels = labels_of(scenes)
    assert labels.count.tolist() == [1, 3]
    assert labels.things["kind"][0, 1:].tolist() == [-1, -1]
    assert [list(COLOURS)[index] for index in labels.things["colour"][1]] == [
        thing.colour for thing in scenes[1].things
    ]


def test_it_learns_a_handful_of_scenes_by_heart() -> None:
    torch.manual_seed(0)
    scenes = [sample_scene(seed, 1 + seed % 3) for seed in range(6)]
    pictures = to_signed(torch.stack([render(scene) for scene in scenes]).permute(0, 3, 1, 2))
    labels = labels_of(scenes)
    classifier = AttributeClassifier()
    optimizer = torch.optim.AdamW(classifier.parameters(), lr=2e-3)
    for _ in range(40):
        optimizer.zero_grad()
        classification_loss(classifier(pictures, labels.count), labels).backward()
        optimizer.step()
    accuracy = read_accuracy(classifier, pictures, scenes)
    assert min(accuracy.values()) > 0.9, accuracy


@pytest.mark.parametrize("size", [128, 256])
def test_the_exported_judge_computes_what_the_classifier_does(tmp_path: Path, size: int) -> None:
    torch.manual_seed(1)
    classifier = AttributeClassifier().eval()
    export_classifier(classifier, tmp_path, size)
    picture = to_signed(render(sample_scene(2, 2), size).permute(2, 0, 1)[None])
    count = torch.tensor([2])
    with torch.no_grad():
        whole, slots = classifier(picture, count)
        features = classifier.features(picture)
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    outputs = session.run(None, {"pictures": picture.numpy(), "things": count.numpy()})
    names = [output.name for output in session.get_outputs()]
    classes = json.loads((tmp_path / "classes.json").read_text())
    assert names == [*classes, FEATURES]
    assert [outputs[index].shape[-1] for index in range(len(classes))] == [len(names) for names in classes.values()]
    for name, values in zip(names, outputs, strict=True):
        expected = {**whole, **slots, FEATURES: features}[name]
        torch.testing.assert_close(torch.from_numpy(values), expected, atol=1e-4, rtol=1e-4)
