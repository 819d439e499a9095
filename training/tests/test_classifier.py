"""The classifier's labels and losses, and that it can learn to read pictures."""

import torch

from renoir_training.classifier import AttributeClassifier, classification_loss, labels_of, read_accuracy
from renoir_training.dataset import to_signed
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
