"""Exports the attribute classifier as the benchmark's judge: an ONNX graph and the names of its classes."""

import argparse
import json
import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

from .classifier import COUNT, MAX_THINGS, SCENE_ATTRIBUTES, THING_ATTRIBUTES, AttributeClassifier, load_classifier
from .half_storage import store_half
from .scene import IMAGE_SIZE

CLASSES_NAME = "classes.json"
FEATURES = "features"


class NamedLogits(nn.Module):
    """The classifier as a tuple: logits of the count, the attributes of the scene, those of the slots; then its features."""

    def __init__(self, classifier: AttributeClassifier) -> None:
        super().__init__()
        self.classifier = classifier

    def forward(self, pictures: Tensor, count: Tensor) -> tuple[Tensor, ...]:
        features = self.classifier.features(pictures)
        whole, slots = self.classifier.read(features, count)
        scene = (whole[name] for name in SCENE_ATTRIBUTES)
        things = (slots[name] for name in THING_ATTRIBUTES)
        return (whole[COUNT], *scene, *things, features)


def export_classifier(classifier: AttributeClassifier, folder: Path, size: int = IMAGE_SIZE) -> None:
    """Writes model.onnx (inputs `pictures`, 1 x 3 x size x size in -1..1, and `things`, their number) and classes.json."""
    for parameter in classifier.parameters():
        parameter.data = parameter.data.half().float()
    folder.mkdir(parents=True, exist_ok=True)
    example = (torch.zeros(1, 3, size, size), torch.ones(1, dtype=torch.int64))
    with tempfile.TemporaryDirectory() as scratch:
        graph = Path(scratch) / "model.onnx"
        torch.onnx.export(
            NamedLogits(classifier).eval(),
            example,
            str(graph),
            input_names=["pictures", "things"],
            output_names=[COUNT, *SCENE_ATTRIBUTES, *THING_ATTRIBUTES, FEATURES],
            opset_version=17,
            dynamo=False,
        )
        store_half(graph, folder / "model.onnx")
    classes = {COUNT: list(range(1, MAX_THINGS + 1)), **SCENE_ATTRIBUTES, **THING_ATTRIBUTES}
    (folder / CLASSES_NAME).write_text(json.dumps(classes, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".data"))
    parser.add_argument("--classifier", type=Path, help="a file of its own, such as result/classifier.pt of `run_all`")
    parser.add_argument("--size", type=int, default=IMAGE_SIZE, help="width and height of the pictures to judge")
    parser.add_argument("--output", type=Path, default=Path("../bench/judge"))
    arguments = parser.parse_args()
    path = arguments.classifier or arguments.data / "classifier.pt"
    export_classifier(load_classifier(path), arguments.output, arguments.size)


if __name__ == "__main__":
    main()
