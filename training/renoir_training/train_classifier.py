"""Trains the attribute classifier on rendered scenes."""

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from .classifier import AttributeClassifier, classification_loss, labels_of, read_accuracy
from .dataset import load_scenes, to_signed
from .scene import mirrored, sample_scene
from .training import Checkpoints, Progress, cosine_rate, descend, mixed_precision, prepare, training_parser

MAX_SHIFT = 6
NOISE = 0.08


def worsen(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Shifts, blurs and adds noise, each at random: the classifier must not live on details that a model loses."""
    drawn = {"generator": generator, "device": generator.device}
    shift = torch.randint(-MAX_SHIFT, MAX_SHIFT + 1, (2,), **drawn).tolist()
    pictures = torch.roll(pictures, shift, (2, 3))
    blur = torch.rand(len(pictures), 1, 1, 1, **drawn)
    padded = torch.nn.functional.pad(pictures, (1, 1, 1, 1), mode="replicate")
    pictures = torch.lerp(pictures, avg_pool2d(padded, 3, stride=1), blur)
    amount = NOISE * torch.rand(len(pictures), 1, 1, 1, **drawn)
    return pictures + amount * torch.randn(pictures.shape, **drawn)


def main() -> None:
    settings = prepare(training_parser(__doc__, steps=4000, batch=64, rate=2e-3).parse_args(), seed=5)
    device = settings.device
    pictures, seeds = load_scenes(settings.data, held_out=False, limit=settings.scenes)
    held_out, held_out_seeds = load_scenes(settings.data, held_out=True)
    scenes = [sample_scene(seed) for seed in seeds]
    held_out_scenes = [sample_scene(seed) for seed in held_out_seeds]

    classifier = AttributeClassifier().to(device, memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(classifier.parameters(), lr=settings.rate, weight_decay=0.05)
    path = settings.data / "classifier.pt"
    checkpoints = Checkpoints(settings.data / "classifier.checkpoint", classifier=classifier, optimizer=optimizer)
    progress = Progress(settings.steps)
    for step in range(checkpoints.resumed(), settings.steps):
        generator = torch.Generator().manual_seed(step)
        chosen = torch.randint(len(scenes), (settings.batch,), generator=generator).tolist()
        half = settings.batch // 2
        batch = to_signed(pictures[chosen])
        batch = torch.cat([batch[:half], batch[half:].flip(-1)])
        shown = [scenes[index] for index in chosen[:half]] + [mirrored(scenes[index]) for index in chosen[half:]]
        labels = labels_of(shown).to(device)
        classifier.train()
        with mixed_precision(device):
            logits = classifier(worsen(batch, generator).to(device), labels.count)
        loss = classification_loss(logits, labels)
        descend(loss, classifier, optimizer, settings.rate * cosine_rate(step, settings.steps, warmup=100))
        progress.add(step, loss=loss)
        if checkpoints.due() or step + 1 == settings.steps:
            checkpoints.save(step + 1)
            classifier.eval()
            accuracy = read_accuracy(classifier, to_signed(held_out), held_out_scenes)
            print("held-out " + "  ".join(f"{name} {value:.3f}" for name, value in accuracy.items()), flush=True)
            torch.save(classifier.state_dict(), path)


if __name__ == "__main__":
    main()
