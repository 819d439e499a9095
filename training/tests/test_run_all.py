"""From nothing to a pack, at the smallest scale, and what the long run relies on."""

import json
import random
from collections import Counter
from pathlib import Path

import onnxruntime
import pytest
import torch
from transformers import CLIPTokenizer

from renoir_training.budget import SHARES, TimedLoop, half_cosine, late_fall, seconds_for
from renoir_training.captions import vary
from renoir_training.classifier import AttributeClassifier, load_classifier
from renoir_training.edits import EDIT_KINDS
from renoir_training.models import PackFormat, build_vae, format_of
from renoir_training.run_all import main
from renoir_training.scene import sample_scene
from renoir_training.scene_set import random_batch, token_table, tokens_of, training_scene
from renoir_training.sharpness import FeatureDistance, PatchCritic, balanced_weight, critic_loss
from renoir_training.stages import SIZES, Run
from renoir_training.tokenizer import build_tokenizer
from renoir_training.vocabulary import known_words

SMALL = (
    "--minutes 0 --size 32 --channels 8 --widths 8 16 24 --scenes 8 --held-out 2 --threads 1 --least-steps 1"
    " --largest-batch 2"
).split()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    main([*SMALL, "--out", str(folder)])
    return folder


def test_a_run_leaves_a_pack_whose_graphs_fit_together(folder: Path) -> None:
    manifest = json.loads((folder / "pack" / "pack.json").read_text())
    assert manifest["image"] == {"width": 32, "height": 32}
    assert manifest["latent"] == {"channels": 8, "height": 4, "width": 4, "scalingFactor": 1.0}

    def run(graph: str, **inputs: torch.Tensor) -> torch.Tensor:
        session = onnxruntime.InferenceSession(folder / "pack" / graph / "model.onnx")
        return torch.from_numpy(session.run(None, {name: value.numpy() for name, value in inputs.items()})[0])

    latents = run("vae_encoder", sample=torch.zeros(1, 3, 32, 32))[:, :8]
    text = run("text_encoder", input_ids=torch.zeros(1, 32, dtype=torch.int64))
    noise = run(
        "unet",
        sample=latents,
        timestep=torch.tensor(259.0),
        encoder_hidden_states=text,
        timestep_cond=torch.zeros(1, 256),
    )
    assert noise.shape == (1, 8, 4, 4)
    assert run("vae_decoder", latent_sample=latents).shape == (1, 3, 32, 32)
    assert run("preview_decoder", latent_sample=latents).shape == (1, 3, 32, 32)
    config = json.loads((folder / "pack" / "preview_decoder" / "config.json").read_text())
    assert len(config["decoder_block_out_channels"]) == 4, "eight times as large by three doublings"


def test_what_the_stages_made_is_kept_small_and_measured(folder: Path) -> None:
    files = {path.name: path.stat().st_size for path in (folder / "result").iterdir()}
    assert set(files) <= {*(f"{name}.pt" for name in ("classifier", "autoencoder", "teacher", "distil", "preview"))} | {
        "figures.json",
        "samples.png",
        "autoencoder.png",
    }
    assert max(files.values()) < 16 * 2**20
    figures = json.loads((folder / "result" / "figures.json").read_text())
    assert set(figures["read"]) == {"rendered", "rebuilt", "painted"}
    assert not list(folder.glob("*.checkpoint")), "no stage is half done"


def test_the_judge_can_be_made_from_what_the_run_kept(folder: Path) -> None:
    classifier = load_classifier(folder / "result" / "classifier.pt")
    whole, _ = classifier(torch.zeros(1, 3, 32, 32), torch.ones(1, dtype=torch.int64))
    assert whole["count"].shape == (1, 3)


def test_the_same_command_trains_nothing_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in (folder / "result").glob("*.pt")}
    main([*SMALL, "--out", str(folder), "--no-export"])
    assert {path.name: path.read_bytes() for path in (folder / "result").glob("*.pt")} == before
    assert "s/step" not in capsys.readouterr().out


def test_the_time_is_shared_out_among_the_stages_that_are_left() -> None:
    assert abs(sum(SHARES.values()) - 1) < 1e-9
    planned = {"render", "teacher", "distil"}
    teacher = seconds_for("teacher", 100, planned)
    distil = seconds_for("distil", 100 - teacher, planned)
    assert teacher + distil == pytest.approx(100)
    assert teacher / distil == pytest.approx(SHARES["teacher"] / SHARES["distil"])
    assert seconds_for("distil", 100, planned) == 100, "the teacher left all of it over"
    assert seconds_for("distil", -5, planned) == 0


def test_a_stage_without_time_takes_its_least_steps_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    part = torch.nn.Linear(1, 1)
    loop = TimedLoop("stage", tmp_path / "stage.checkpoint", 0, 3, part=part)
    assert [step for step, _ in loop.steps()] == [0, 1, 2]
    again = TimedLoop("stage", tmp_path / "stage.checkpoint", 0, 2, part=part)
    assert [step for step, _ in again.steps()] == [3, 4]
    assert again.fraction == 1


def test_what_a_stopped_stage_kept_is_gone_on_from_and_its_checkpoint_stays(tmp_path: Path) -> None:
    run = Run(tmp_path, torch.device("cpu"), PackFormat(), SIZES["cpu"], 1, False, tokenizer=None)
    made, found = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    checkpoint = tmp_path / "stage.checkpoint"
    checkpoint.touch()
    assert run.kept("stage", found) == 0
    run.keep("stage", made, 0.5)
    assert run.kept("stage", found) == 0.5 and checkpoint.exists()
    torch.testing.assert_close(found.weight, made.weight, atol=1e-3, rtol=1e-3)
    run.keep("stage", made)
    assert run.kept("stage", found) == 1 and not checkpoint.exists()


def test_the_rates_rise_by_steps_and_fall_by_time() -> None:
    for rate in (half_cosine, late_fall):
        assert rate(0.0, 0, 10) == pytest.approx(0.1)
        assert rate(0.0, 10, 10) == 1
        assert rate(1.0, 1000, 10) < 0.03


def test_scenes_come_in_pairs_that_differ_by_one_edit() -> None:
    pairs = [(training_scene(number), training_scene(number + 1)) for number in range(0, 160, 2)]
    kinds = Counter(EDIT_KINDS[index % len(EDIT_KINDS)] for index in range(len(pairs)))
    assert set(kinds.values()) == {10}
    for before, after in pairs:
        assert before.seed == after.seed and before.camera == after.camera and before != after
    lone = [scene for pair in pairs for scene in pair if len(scene.things) == 1]
    assert any(abs(scene.things[0].x) > 0.6 for scene in lone), "alone, but where it stood in company"


def test_known_words_are_tokenized_as_the_tokenizer_does(tmp_path: Path) -> None:
    tokenizer: CLIPTokenizer = build_tokenizer(known_words(), tmp_path)
    table = token_table(tokenizer)
    rng = random.Random(0)
    captions = [vary(sample_scene(seed), rng) for seed in range(150)]
    expected = tokenizer(captions, padding="max_length", max_length=32, truncation=True).input_ids
    assert [tokens_of(text, table) for text in captions] == expected


def test_a_batch_is_cropped_at_one_place_and_half_of_it_mirrored() -> None:
    columns = torch.arange(32, dtype=torch.uint8).expand(5, 3, 32, 32)
    batch = random_batch(columns, 4, 16, torch.Generator().manual_seed(0))
    levels = ((batch + 1) * 127.5).round()
    assert batch.shape == (4, 3, 16, 16)
    first, last = levels[0, 0, 0], levels[3, 0, 0]
    assert torch.equal(first.diff(), torch.ones(15)) and first[0] % 8 == 0
    assert torch.equal(last, first.flip(-1))


@pytest.mark.parametrize("channels", [4, 8, 16])
def test_an_autoencoder_of_factor_eight_keeps_its_format(channels: int) -> None:
    pack_format = PackFormat(64, 8, channels)
    vae = build_vae(pack_format)
    assert format_of(vae) == pack_format
    with torch.no_grad():
        latents = vae.encode(torch.zeros(1, 3, 64, 64)).latent_dist.mean
        assert latents.shape == (1, channels, 8, 8)
        assert vae.decode(latents).sample.shape == (1, 3, 64, 64)


def test_features_tell_a_blurred_picture_from_a_sharp_one_and_the_classifier_stays_as_it_is() -> None:
    torch.manual_seed(0)
    distance = FeatureDistance(AttributeClassifier())
    sharp = torch.rand(2, 3, 32, 32) * 2 - 1
    slightly = torch.lerp(sharp, torch.nn.functional.avg_pool2d(sharp, 3, 1, 1), 0.3)
    heavily = torch.nn.functional.avg_pool2d(sharp, 3, 1, 1)
    assert distance(sharp, sharp) == 0
    assert 0 < distance(slightly, sharp) < distance(heavily, sharp)
    assert not any(parameter.requires_grad for parameter in distance.parameters())


def test_the_critic_learns_to_tell_pictures_apart_and_its_pull_is_balanced() -> None:
    torch.manual_seed(0)
    critic, weight = PatchCritic(), torch.nn.Parameter(torch.full((1,), 0.5))
    real = torch.rand(4, 3, 32, 32)
    optimizer = torch.optim.AdamW(critic.parameters(), lr=1e-3)
    losses = []
    for _ in range(12):
        loss = critic_loss(critic, real, torch.zeros_like(real))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.7 * losses[0]
    rebuilt = weight * real
    likeness, persuasion = (rebuilt - real).abs().mean(), -critic(rebuilt).mean()
    balance = balanced_weight(likeness, persuasion, weight)
    [pull] = torch.autograd.grad(balance * persuasion, weight, retain_graph=True)
    [towards] = torch.autograd.grad(likeness, weight)
    assert balance == 10 or pull.abs().item() == pytest.approx(towards.abs().item(), rel=0.05)
