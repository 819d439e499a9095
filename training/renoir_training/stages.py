"""The networks' stages of `run_all`: each trains for its share of the time on scenes in the device's memory."""

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from torch import Tensor
from torch.nn.functional import l1_loss
from transformers import CLIPTokenizer

from .budget import TimedLoop, half_cosine, late_fall
from .classifier import AttributeClassifier, Labels, classification_loss, labels_of
from .distil import GUIDANCE_RANGE, Conditions, consistency, draw_points, pseudo_huber, solver_step, step_end
from .models import PackFormat, choose_attention
from .preview_decoder import PreviewDecoder
from .sampling import signal_and_noise
from .scene import mirrored
from .scene_set import SceneSet, random_batch
from .sharpness import FeatureDistance, PatchCritic, balanced_weight, critic_loss
from .train_classifier import worsen
from .train_preview import between_steps
from .train_unet import EMPTY_PROMPTS, TextToNoise, spread_timesteps, tokenize, velocity_loss
from .train_vae import GRADIENT_WEIGHT, KL_WEIGHT, reconstruct, standardise_latents
from .training import MatrixOptimizer, WeightAverage, descend, differences_loss, mixed_precision

FEATURE_WEIGHT = 0.15
CRITIC_WEIGHT = 0.1
SHARPENED_FROM = 0.5
"""How much of the autoencoder's time is over when features and the critic begin to count: first the picture, then its sharpness.

The encoder rests from then on: what only the decoder's pictures lack must not move the latents.
"""
WHOLE_FROM = 0.9
SMALL_UNTIL = 0.3
"""The teacher sees latents of pictures of half the size until then: a quarter of the work, for what stands where."""
STANDARDISING_COUNT = 512


@dataclass(frozen=True)
class Sizes:
    """Batch and peak learning rate of each stage."""

    classifier: tuple[int, float]
    autoencoder: tuple[int, float]
    teacher: tuple[int, float]
    distil: tuple[int, float]
    preview: tuple[int, float]
    encode: tuple[int, float]

    def at_most(self, batch: int) -> "Sizes":
        return Sizes(*((min(batch, rows), rate) for rows, rate in vars(self).values()))


SIZES = {
    "cpu": Sizes((64, 2e-3), (8, 1e-3), (48, 2e-3), (32, 4e-4), (8, 3e-3), (16, 0)),
    "cuda": Sizes((512, 4e-3), (64, 1.5e-3), (512, 4e-3), (512, 8e-4), (64, 3e-3), (256, 0)),
}


@dataclass(frozen=True)
class Run:
    """What every stage needs to know."""

    folder: Path
    device: torch.device
    pack_format: PackFormat
    sizes: Sizes
    least_steps: int
    compiled: bool
    tokenizer: CLIPTokenizer

    def result(self, name: str) -> Path:
        return self.folder / "result" / f"{name}.pt"

    def loop(self, name: str, seconds: float, best: torch.nn.Module, **parts: Any) -> TimedLoop:
        """`best` is what the stage makes: it is kept beside the checkpoints, in half precision, before the stage has ended, too."""
        path = self.folder / f"{name}.checkpoint"
        return TimedLoop(
            name, path, seconds, self.least_steps, lambda fraction: self.keep(name, best, fraction), **parts
        )

    def keep(self, name: str, module: torch.nn.Module, fraction: float = 1.0) -> None:
        """Writes a stage's network; a fraction of 1 says that the stage has ended, and its checkpoint goes."""
        path = self.result(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        state = {
            key: value.half() if value.is_floating_point() else value for key, value in module.state_dict().items()
        }
        unfinished = path.with_suffix(".part")
        torch.save({"fraction": fraction, "state": state}, unfinished)
        unfinished.rename(path)
        if fraction == 1:
            (self.folder / f"{name}.checkpoint").unlink(missing_ok=True)

    def kept(self, name: str, module: torch.nn.Module) -> float:
        """Loads what was kept of a stage into its network, and returns how much of the stage that was: 0 without."""
        if not self.result(name).exists():
            return 0.0
        saved = torch.load(self.result(name), map_location="cpu", weights_only=True)
        module.load_state_dict(saved["state"])
        return saved["fraction"]

    def placed(self, module: torch.nn.Module) -> Any:
        return module.to(self.device, memory_format=torch.channels_last)


def generator_of(step: int) -> torch.Generator:
    return torch.Generator().manual_seed(step)


def noise_like(values: Tensor, step: int) -> Tensor:
    generator = torch.Generator(values.device).manual_seed(step)
    return torch.randn(values.shape, generator=generator, device=values.device)


def _rows(labels: Labels, chosen: Tensor) -> Labels:
    return Labels(
        labels.count[chosen],
        {name: values[chosen] for name, values in labels.scene.items()},
        {name: values[chosen] for name, values in labels.things.items()},
    )


def train_classifier(
    run: Run, examples: SceneSet, classifier: AttributeClassifier, seconds: float
) -> AttributeClassifier:
    batch, rate = run.sizes.classifier
    classifier = run.placed(classifier).train()
    optimizer = torch.optim.AdamW(classifier.parameters(), lr=rate, weight_decay=0.05)
    plain = labels_of(examples.scenes).to(run.device)
    flipped = labels_of([mirrored(scene) for scene in examples.scenes]).to(run.device)
    loop = run.loop("classifier", seconds, classifier, classifier=classifier, optimizer=optimizer)
    for step, progress in loop.steps():
        chosen = torch.randint(len(examples.scenes), (batch,), generator=generator_of(step)).to(run.device)
        pictures = examples.pictures[chosen].float().div_(127.5).sub_(1)
        is_flipped = step % 2 == 1
        labels = _rows(flipped if is_flipped else plain, chosen)
        pictures = pictures.flip(-1) if is_flipped else pictures
        with mixed_precision(run.device):
            worse = worsen(pictures, torch.Generator(run.device).manual_seed(step))
            loss = classification_loss(classifier(worse, labels.count), labels)
        descend(loss, classifier, optimizer, rate * half_cosine(progress, step, warmup=100))
        loop.add(loss=loss)
    return classifier.eval()


def rest_encoder(vae: AutoencoderKL, average: AutoencoderKL) -> None:
    """Lets the encoder be its average, and learn no more."""
    for part, averaged in ((vae.encoder, average.encoder), (vae.quant_conv, average.quant_conv)):
        part.load_state_dict(averaged.state_dict())
        part.requires_grad_(False)


def train_autoencoder(
    run: Run, examples: SceneSet, classifier: AttributeClassifier, vae: AutoencoderKL, seconds: float
) -> AutoencoderKL:
    """The autoencoder: absolute error and edges; in the second half the decoder alone, with features and a critic of patches."""
    batch, rate = run.sizes.autoencoder
    size = run.pack_format.image_size
    # On CPUs bfloat16 convolutions of few channels take half as long in the usual order of memory.
    order = torch.contiguous_format if run.device.type == "cpu" else torch.channels_last
    vae, critic, distance = (
        module.to(run.device, memory_format=order)
        for module in (vae.train(), PatchCritic(), FeatureDistance(copy.deepcopy(classifier)))
    )
    average = WeightAverage(vae, decay=0.998)
    optimizer = torch.optim.AdamW(vae.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=1e-4)
    critic_optimizer = torch.optim.AdamW(critic.parameters(), lr=rate / 4, betas=(0.5, 0.9), weight_decay=1e-4)
    loop = run.loop(
        "autoencoder",
        seconds,
        average.module,
        vae=vae,
        average=average.module,
        critic=critic,
        optimizer=optimizer,
        critic_optimizer=critic_optimizer,
    )
    last_layer = vae.decoder.conv_out.weight
    for step, progress in loop.steps():
        whole = progress > WHOLE_FROM or size < 64
        side, rows = (size, batch) if whole else (size // 2, 4 * batch)
        target = random_batch(examples.pictures, rows, side, generator_of(step)).contiguous(memory_format=order)
        latent = side // run.pack_format.factor
        noise = noise_like(target.new_empty(rows, run.pack_format.latent_channels, latent, latent), step)
        sharpened = progress > SHARPENED_FROM
        if sharpened and vae.quant_conv.weight.requires_grad:
            rest_encoder(vae, average.module)
        with mixed_precision(run.device):
            rebuilt, divergence = reconstruct(vae, target, noise)
        pixels, differences = l1_loss(rebuilt, target), differences_loss(rebuilt, target)
        likeness = pixels + GRADIENT_WEIGHT * differences
        figures = {"pixels": pixels, "differences": differences, "divergence": divergence}
        factor = half_cosine(progress, step, warmup=100)
        if sharpened:
            with mixed_precision(run.device):
                figures["features"] = distance(rebuilt, target)
            likeness = likeness + FEATURE_WEIGHT * figures["features"]
            critic.requires_grad_(False)
            with mixed_precision(run.device):
                persuasion = -critic(rebuilt).mean()
            weight = CRITIC_WEIGHT * balanced_weight(likeness, persuasion, last_layer)
            descend(likeness + weight * persuasion, vae, optimizer, rate * factor)
            critic.requires_grad_(True)
            with mixed_precision(run.device):
                judged = critic_loss(critic, target, rebuilt)
            descend(judged, critic, critic_optimizer, rate / 4 * factor)
            figures["critic"] = judged
        else:
            descend(likeness + KL_WEIGHT * divergence, vae, optimizer, rate * factor)
        average.update(vae, step)
        loop.add(**figures)
    vae = average.module
    standardise_latents(vae, examples.pictures[:STANDARDISING_COUNT])
    return vae


@dataclass(frozen=True)
class Latents:
    """Scenes first, then their mirror images; `small` from pictures of half the size. `tokens`: captions x latents x tokens."""

    whole: Tensor
    small: Tensor
    tokens: Tensor


@torch.no_grad()
def encode_set(run: Run, vae: AutoencoderKL, examples: SceneSet, tokens: Tensor) -> Latents:
    """Latents of all scenes and of their mirror images, in half precision."""
    found: dict[str, list[Tensor]] = {"whole": [], "small": []}
    for flip in (False, True):
        for batch in examples.pictures.split(run.sizes.encode[0]):
            pictures = (batch.flip(-1) if flip else batch).float().div_(127.5).sub_(1)
            for name, scaled in (("whole", pictures), ("small", torch.nn.functional.avg_pool2d(pictures, 2))):
                mean = vae.encode(scaled.contiguous(memory_format=torch.channels_last)).latent_dist.mean
                found[name].append(mean.half())
    return Latents(torch.cat(found["whole"]), torch.cat(found["small"]), tokens)


def draw_examples(latents: Latents, which: Tensor, batch: int, step: int) -> tuple[Tensor, Tensor, torch.Generator]:
    """Latents and the tokens of one of each one's captions."""
    generator = generator_of(step)
    chosen = torch.randint(len(which), (batch,), generator=generator).to(which.device)
    variant = torch.randint(len(latents.tokens), (batch,), generator=generator).to(which.device)
    drawn = which[chosen].float().contiguous(memory_format=torch.channels_last)
    return drawn, latents.tokens[variant, chosen].long(), generator


def train_teacher(run: Run, latents: Latents, model: TextToNoise, seconds: float, widened: bool = False) -> TextToNoise:
    """Text encoder and UNet: small pictures first, then whole ones.

    A teacher that was `widened` knows small pictures already.
    """
    batch, rate = run.sizes.teacher
    choose_attention(model.unet, run.device)
    model = run.placed(model).train()
    average = WeightAverage(model, decay=0.999)
    optimizer = MatrixOptimizer(model, rate, weight_decay=0.01)
    loop = run.loop("teacher", seconds, average.module, model=model, average=average.module, optimizer=optimizer)
    if run.compiled:
        model.unet.compile(dynamic=False)
    empty = tokenize(run.tokenizer, [""], run.device)
    for step, progress in loop.steps():
        is_small = progress < SMALL_UNTIL and latents.small.shape[-1] >= 8 and not widened
        rows = 2 * batch if is_small else batch
        drawn, tokens, generator = draw_examples(latents, latents.small if is_small else latents.whole, rows, step)
        tokens[: round(EMPTY_PROMPTS * rows)] = empty
        noise = noise_like(drawn, step)
        shuffled = torch.randperm(rows, generator=generator)
        timesteps = spread_timesteps(rows, generator)[shuffled].to(run.device)
        signal, spread = signal_and_noise(timesteps)
        with mixed_precision(run.device):
            predicted = model(signal * drawn + spread * noise, timesteps, tokens)
        loss = velocity_loss(predicted, noise, signal)
        descend(loss, model, optimizer, rate * late_fall(progress, step, warmup=150))
        average.update(model, step)
        loop.add(loss=loss)
    return average.module


def train_student(
    run: Run, latents: Latents, model: TextToNoise, student: UNet2DConditionModel, seconds: float
) -> UNet2DConditionModel:
    """The four-step student of a teacher; see `distil`."""
    batch, rate = run.sizes.distil
    text_encoder, teacher = model.text_encoder, model.unet
    student = run.placed(student.requires_grad_(True)).train()
    for unet in (teacher, student):
        choose_attention(unet, run.device)
    target = WeightAverage(student, decay=0.97)
    optimizer = torch.optim.AdamW(student.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.0)
    loop = run.loop("distil", seconds, target.module, student=student, target=target.module, optimizer=optimizer)
    with torch.no_grad():
        no_text = text_encoder(tokenize(run.tokenizer, [""], run.device))[0].expand(batch, -1, -1)
    for step, progress in loop.steps():
        drawn, tokens, generator = draw_examples(latents, latents.whole, batch, step)
        low, high = GUIDANCE_RANGE
        guidance = low + (high - low) * torch.rand(batch, generator=generator)
        with torch.no_grad():
            conditions = Conditions(text_encoder(tokens)[0], no_text, guidance.to(run.device))
        start, end = (timesteps.to(run.device) for timesteps in draw_points(batch, generator))
        signal, spread = signal_and_noise(start)
        noisy = signal * drawn + spread * noise_like(drawn, step)
        earlier = solver_step(teacher, noisy, start, end, conditions)
        goal = step_end(start)
        with torch.no_grad():
            agreed = consistency(target.module, earlier, end, goal, conditions)
        loss = pseudo_huber(consistency(student, noisy, start, goal, conditions), agreed)
        descend(loss, student, optimizer, rate * half_cosine(progress, step, warmup=30))
        target.update(student, step)
        loop.add(loss=loss)
    return target.module


def train_preview_decoder(
    run: Run, vae: AutoencoderKL, latents: Latents, module: PreviewDecoder, seconds: float
) -> PreviewDecoder:
    """The decoder for pictures between the steps, on what the full decoder makes of latents."""
    batch, rate = run.sizes.preview
    module = run.placed(module)
    average = WeightAverage(module, decay=0.99)
    optimizer = torch.optim.AdamW(module.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=1e-4)
    loop = run.loop("preview", seconds, average.module, module=module, average=average.module, optimizer=optimizer)
    for step, progress in loop.steps():
        generator = generator_of(step)
        chosen = torch.randint(len(latents.whole), (batch,), generator=generator).to(run.device)
        drawn = latents.whole[chosen].float()
        if step % 2:
            drawn = between_steps(drawn.cpu(), generator).to(run.device)
        with torch.no_grad(), mixed_precision(run.device):
            wanted = vae.decode(drawn).sample.float().clamp(-1, 1)
        found = module(drawn)
        pixels, differences = l1_loss(found, wanted), differences_loss(found, wanted)
        descend(pixels + differences, module, optimizer, rate * half_cosine(progress, step, warmup=60))
        average.update(module, step)
        loop.add(pixels=pixels, differences=differences)
    return average.module
