"""Makes a very small image captioner in the layout of `Xenova/vit-gpt2-image-captioning` on the hub.

ViT encoder, GPT-2 decoder with cross-attention, exported by Optimum and quantised by onnxruntime as the large one is, and
taught the given pictures by heart. Writes the repository's files into the folder, and beside them `expected.json`: what
transformers itself reads in each picture.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.exporters.onnx import main_export
from PIL import Image
from tokenizers import ByteLevelBPETokenizer
from transformers import (
    GPT2Config,
    GPT2LMHeadModel,
    GPT2TokenizerFast,
    VisionEncoderDecoderModel,
    ViTConfig,
    ViTImageProcessor,
    ViTModel,
)

IMAGE_SIZE = 32
WIDTH = 32
VOCABULARY = 320
END = "<|endoftext|>"
GRAPHS = ("encoder_model", "decoder_model_merged")
STEPS = 300
LONGEST = 24


def build_tokenizer(captions: list[str], folder: Path) -> GPT2TokenizerFast:
    tokenizer = ByteLevelBPETokenizer()
    tokenizer.train_from_iterator(captions * 8, vocab_size=VOCABULARY, special_tokens=[END], show_progress=False)
    tokenizer.save_model(str(folder))
    return GPT2TokenizerFast(str(folder / "vocab.json"), str(folder / "merges.txt"), pad_token=END)


def build_model(tokenizer: GPT2TokenizerFast) -> VisionEncoderDecoderModel:
    torch.manual_seed(0)
    narrow = {"hidden_size": WIDTH, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 2 * WIDTH}
    encoder = ViTModel(ViTConfig(image_size=IMAGE_SIZE, patch_size=8, **narrow), add_pooling_layer=False)
    decoder = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=len(tokenizer),
            n_positions=LONGEST,
            n_embd=WIDTH,
            n_layer=1,
            n_head=2,
            add_cross_attention=True,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
        )
    )
    model = VisionEncoderDecoderModel(encoder=encoder, decoder=decoder)
    for config in (model.config, model.generation_config):
        config.decoder_start_token_id = tokenizer.bos_token_id
        config.eos_token_id = tokenizer.eos_token_id
        config.pad_token_id = tokenizer.eos_token_id
    model.generation_config.max_length = LONGEST
    return model


def teach(model: VisionEncoderDecoderModel, pixels: torch.Tensor, labels: torch.Tensor) -> None:
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=0.0)
    # Written out: the loss that transformers works out for this class shifts the labels a second time.
    start = torch.full_like(labels[:, :1], model.config.decoder_start_token_id)
    inputs = torch.cat([start, labels[:, :-1].clamp_min(0)], 1)
    for _ in range(STEPS):
        logits = model(pixel_values=pixels, decoder_input_ids=inputs).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, required=True, help="JSON: a caption for each file beside it")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    captions: dict[str, str] = json.loads(arguments.pictures.read_text())
    shutil.rmtree(arguments.output, ignore_errors=True)
    (arguments.output / "onnx").mkdir(parents=True)

    processor = ViTImageProcessor(size={"height": IMAGE_SIZE, "width": IMAGE_SIZE})
    pictures = [Image.open(arguments.pictures.parent / name).convert("RGB") for name in captions]
    pixels = processor(pictures, return_tensors="pt").pixel_values
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        tokenizer = build_tokenizer(list(captions.values()), folder)
        model = build_model(tokenizer)
        tokens = tokenizer([text + END for text in captions.values()], padding=True, return_tensors="pt")
        labels = tokens.input_ids.masked_fill(tokens.attention_mask == 0, -100)
        teach(model, pixels, labels)
        read = tokenizer.batch_decode(model.generate(pixels), skip_special_tokens=True)
        for part in (model, tokenizer, processor):
            part.save_pretrained(folder)
        main_export(str(folder), str(folder / "onnx"), task="image-to-text-with-past", do_validation=False)
        for graph in GRAPHS:
            quantised = arguments.output / "onnx" / f"{graph}_quantized.onnx"
            quantize_dynamic(folder / "onnx" / f"{graph}.onnx", quantised, weight_type=QuantType.QUInt8)
        for path in folder.glob("*.json"):
            shutil.copy(path, arguments.output)
        shutil.copy(folder / "merges.txt", arguments.output)
    expected = dict(zip(captions, read, strict=True))
    (arguments.output / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")
    print(json.dumps(expected, indent=2))


if __name__ == "__main__":
    main()
