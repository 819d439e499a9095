"""Makes a pack from nothing within a number of minutes: renders, trains, distils, exports and measures.

The minutes are shared out by the table in `budget`. What a stage made lies in OUT/result, in half precision; the same command goes on with
the stages that are left, and `--again STAGE` trains one further from what it made. OUT/pack is replaced only by a newer whole pack.
"""

import argparse
import copy
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from diffusers import LatentConsistencyModelPipeline
from torch import Tensor, nn

from .begin import begin_autoencoder, begin_unet
from .budget import seconds_for
from .captions import caption
from .classifier import AttributeClassifier
from .distil import preview
from .evaluate import naming_all, reading_figures
from .graph_weights import load_text_encoder
from .manifest import MANIFEST_NAME, PREVIEW_FOLDER, write_manifest
from .models import (
    UNET_WIDTHS,
    add_format,
    build_scheduler,
    build_text_encoder,
    build_unet,
    build_vae,
    chosen_format,
    velocity_itself,
)
from .preview_decoder import PreviewDecoder, export_preview_decoder
from .sampling import decode
from .scene import NEWEST_LOOK, Scene
from .scene_set import CaptionWriter, SceneSet, held_out_scene, render_set, token_table, training_scene
from .sheet import save_sheet
from .stages import (
    SIZES,
    Run,
    encode_set,
    train_autoencoder,
    train_classifier,
    train_preview_decoder,
    train_student,
    train_teacher,
)
from .tokenizer import build_tokenizer
from .train_unet import TextToNoise, tokenize
from .train_vae import COMPARED, quieten_posterior, reconstruction_psnr, save_comparison
from .vocabulary import known_words

TRAINED = ("classifier", "autoencoder", "teacher", "distil", "preview")
FOLLOWS = {"teacher": "autoencoder", "distil": "teacher", "preview": "autoencoder"}
"""What a stage must be trained further after."""
PREDICTS = "v_prediction"
SHEET_COUNT = 64
SAMPLE_SEED = 0


class Pipeline:
    """The stages in order, each with the time it has, on one set of scenes."""

    def __init__(self, run: Run, arguments: argparse.Namespace) -> None:
        self.run, self.arguments = run, arguments
        self.end = time.monotonic() + arguments.minutes * 60
        self.classifier = AttributeClassifier()
        self.vae = build_vae(run.pack_format)
        quieten_posterior(self.vae)
        self.model = TextToNoise(
            build_text_encoder(run.tokenizer), build_unet(run.pack_format, arguments.widths, predicts=PREDICTS)
        )
        self.student = build_unet(run.pack_format, arguments.widths, predicts=PREDICTS)
        self.preview = PreviewDecoder(run.pack_format)
        self.networks: dict[str, nn.Module] = {
            "classifier": self.classifier,
            "autoencoder": self.vae,
            "teacher": self.model,
            "distil": self.student,
            "preview": self.preview,
        }
        if arguments.begin:
            pack, teacher = arguments.begin
            begin_autoencoder(self.vae, pack)
            self.model.text_encoder.load_state_dict(load_text_encoder(pack, run.tokenizer).state_dict())
            begin_unet(self.model.unet, teacher)
        done = {name: run.kept(name, network) for name, network in self.networks.items()}
        self.begun = {name for name in TRAINED if done[name] > 0}
        self.finished = {name for name in TRAINED if done[name] == 1}
        self.left: list[str] = []
        for name in TRAINED:
            if done[name] < 1 or name in arguments.again or FOLLOWS.get(name) in self.left:
                self.left.append(name)
        for network in self.networks.values():
            run.placed(network).eval().requires_grad_(False)

    def go(self) -> None:
        if self.left:
            self._train(*self._render(time.monotonic() + self._seconds("render")))
        self.finish()

    def _seconds(self, stage: str) -> float:
        """What a stage may take as it begins: what those before it left over is shared out, too."""
        return seconds_for(stage, self.end - time.monotonic(), {"render", "encode", "finish", *self.left})

    def _looking(self, scene_of: Callable[[int], Scene]) -> Callable[[int], Scene]:
        return lambda number: replace(scene_of(number), look=self.arguments.look)

    def _render(self, deadline: float) -> tuple[SceneSet, Tensor]:
        run, arguments = self.run, self.arguments
        folder = run.folder / "scenes" if run.device.type == "cpu" else None
        writer = CaptionWriter(token_table(run.tokenizer), arguments.workers)
        writer.begin(arguments.scenes)
        size = run.pack_format.image_size
        examples = render_set(self._looking(training_scene), arguments.scenes, size, run.device, deadline, folder)
        print(f"{len(examples.scenes)} scenes", flush=True)
        return examples, writer.written(len(examples.scenes), run.device)

    def _train(self, examples: SceneSet, tokens: Tensor) -> None:
        run = self.run

        def trained(name: str, network: nn.Module, result: nn.Module) -> None:
            network.load_state_dict(result.state_dict())
            network.eval().requires_grad_(False)
            run.keep(name, network)
            self.begun.add(name)

        if "classifier" in self.left:
            torch.manual_seed(5)
            network = copy.deepcopy(self.classifier).requires_grad_(True)
            result = train_classifier(run, examples, network, self._seconds("classifier"))
            trained("classifier", self.classifier, result)
        if "autoencoder" in self.left:
            torch.manual_seed(1)
            vae = copy.deepcopy(self.vae).requires_grad_(True)
            result = train_autoencoder(run, examples, self.classifier, vae, self._seconds("autoencoder"))
            trained("autoencoder", self.vae, result)
        latents = encode_set(run, self.vae, examples, tokens)
        if "teacher" in self.left:
            model = copy.deepcopy(self.model).requires_grad_(True)
            widened = bool(self.arguments.begin) and "teacher" not in self.finished
            trained("teacher", self.model, train_teacher(run, latents, model, self._seconds("teacher"), widened))
        if "distil" in self.left:
            student = copy.deepcopy(self.student)
            if "distil" not in self.begun:
                student.load_state_dict(self.model.unet.state_dict())
                nn.init.zeros_(student.time_embedding.cond_proj.weight)  # starts as the teacher whatever the guidance
            result = train_student(run, latents, self.model, student, self._seconds("distil"))
            trained("distil", self.student, result)
        if "preview" in self.left:
            module = copy.deepcopy(self.preview).requires_grad_(True)
            result = train_preview_decoder(run, self.vae, latents, module, self._seconds("preview"))
            trained("preview", self.preview, result)

    def finish(self) -> None:
        """Sheets, figures and, where distillation has begun, a pack."""
        run = self.run
        scene_of = self._looking(held_out_scene)
        held_out = render_set(scene_of, self.arguments.held_out, run.pack_format.image_size, run.device)
        self._measure(held_out)
        if "distil" not in self.begun:
            print("no pack yet: distillation has not begun")
        elif self.arguments.no_export:
            print("the pack is left to a run without --no-export")
        else:
            self._export()

    @torch.no_grad()
    def _measure(self, held_out: SceneSet) -> None:
        run, scenes, pictures = self.run, held_out.scenes, held_out.pictures.cpu()
        result = run.folder / "result"
        psnr, rebuilt = reconstruction_psnr(self.vae, pictures)
        if len(scenes) >= COMPARED:
            save_comparison(pictures, rebuilt, result / "autoencoder.png")
        text = tokenize(run.tokenizer, [naming_all(scene) for scene in scenes], run.device)
        painted = []
        for rows in text.split(SHEET_COUNT):
            encoded = self.model.text_encoder(rows)[0]
            latents = preview(self.student, encoded, SAMPLE_SEED + len(painted), None, run.pack_format)
            painted.append(torch.cat([decode(self.vae, part) for part in latents.split(8)]))
        samples = torch.cat(painted)
        save_sheet(samples[:SHEET_COUNT], 8, result / "samples.png")
        figures = {
            "scenes": len(scenes),
            "vae_db": psnr,
            "read": reading_figures(
                self.classifier,
                scenes,
                rendered=pictures.permute(0, 2, 3, 1),
                rebuilt=rebuilt,
                painted=samples,
            ),
            "first_captions": [caption(scene) for scene in scenes[:SHEET_COUNT]],
        }
        (result / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
        print(json.dumps({name: figures[name] for name in ("vae_db", "read")}, indent=2), flush=True)

    def _export(self) -> None:
        from .export import export_pack  # Optimum need not be there where only training happens

        run, pack, version = self.run, self.run.folder / "pack", self.arguments.version
        vae, text_encoder = (copy.deepcopy(module).cpu() for module in (self.vae, self.model.text_encoder))
        pipeline = LatentConsistencyModelPipeline(
            vae=vae,
            text_encoder=text_encoder,
            tokenizer=run.tokenizer,
            unet=velocity_itself(self.student.cpu()),
            scheduler=build_scheduler(PREDICTS),
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        )
        export_pack(pipeline, run.folder / "torch", pack, version)
        if "preview" in self.begun:
            module = copy.deepcopy(self.preview).cpu()
            export_preview_decoder(module, pack / PREVIEW_FOLDER, run.pack_format.latent_size)
            write_manifest(pack, version, 1.0, run.pack_format)
        print((pack / MANIFEST_NAME).read_text()[:200], flush=True)


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, required=True, help="time for everything; 0 only exports and measures")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--out", type=Path, default=Path(".data/run"))
    parser.add_argument("--scenes", type=int, default=100_000, help="scenes to render at most")
    parser.add_argument("--look", type=int, default=NEWEST_LOOK, help="how finishes and styles are drawn")
    parser.add_argument("--held-out", type=int, default=256, help="scenes to measure on")
    parser.add_argument("--again", nargs="*", default=[], choices=TRAINED, help="stages to train further")
    parser.add_argument("--least-steps", type=int, default=2, help="steps of a stage that has no time")
    parser.add_argument(
        "--begin",
        type=Path,
        nargs=2,
        metavar=("PACK", "TEACHER"),
        help="begin with the networks of a pack of 256 px and of its undistilled teacher (bench/teacher), not at random",
    )
    parser.add_argument("--widths", type=int, nargs=3, default=UNET_WIDTHS, help="channels of the UNet's three sizes")
    parser.add_argument("--largest-batch", type=int, default=2048, help="for little memory")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--workers", type=int, default=0, help="processes that write captions meanwhile")
    parser.add_argument("--compile", action="store_true", help="compile the teacher's UNet (GPU)")
    parser.add_argument("--no-export", action="store_true", help="leave the ONNX export to another machine")
    parser.add_argument("--version", default="1.0.0")
    add_format(parser)
    parser.set_defaults(size=256, factor=8, channels=16)
    arguments = parser.parse_args(words)
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    torch.backends.cudnn.benchmark = True
    device = torch.device(arguments.device)
    run = Run(
        arguments.out,
        device,
        chosen_format(arguments),
        SIZES[device.type].at_most(arguments.largest_batch),
        arguments.least_steps,
        arguments.compile,
        build_tokenizer(known_words(), arguments.out / "tokenizer"),
    )
    Pipeline(run, arguments).go()


if __name__ == "__main__":
    main()
