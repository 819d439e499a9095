"""A CLIP tokenizer in which every vocabulary word is one token and any other word falls back to its bytes."""

import json
from pathlib import Path

from tokenizers.pre_tokenizers import ByteLevel
from transformers import CLIPTokenizer

MAX_TOKENS = 32
END_OF_WORD = "</w>"
START_TOKEN = "<|startoftext|>"
END_TOKEN = "<|endoftext|>"


def byte_pair_encoding(words: list[str]) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Vocabulary and ordered merges that fold each word, from its end, into one token.

    "ball" merges as "l l</w>", "a ll</w>", "b all</w>". A word holds exactly one symbol that ends the word and every
    merge needs one, so at most one merge ever applies and no word can be sent down another word's path.
    """
    byte_symbols = sorted(ByteLevel.alphabet())
    tokens = byte_symbols + [symbol + END_OF_WORD for symbol in byte_symbols]
    merges: list[tuple[str, str]] = []
    for word in words:
        suffix = word[-1] + END_OF_WORD
        for letter in reversed(word[:-1]):
            merge = (letter, suffix)
            suffix = letter + suffix
            if merge not in merges:
                merges.append(merge)
                tokens.append(suffix)
    vocabulary = {token: index for index, token in enumerate([*tokens, START_TOKEN, END_TOKEN])}
    return vocabulary, merges


def build_tokenizer(words: list[str], folder: Path) -> CLIPTokenizer:
    """Writes vocab.json and merges.txt into `folder`, loads them as a CLIPTokenizer and saves its remaining files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").unlink(missing_ok=True)  # from_pretrained would prefer it to the files written here
    vocabulary, merges = byte_pair_encoding(words)
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{left} {right}\n" for left, right in merges))
    tokenizer = CLIPTokenizer.from_pretrained(
        folder,
        bos_token=START_TOKEN,
        eos_token=END_TOKEN,
        pad_token=END_TOKEN,
        unk_token=END_TOKEN,
        model_max_length=MAX_TOKENS,
    )
    tokenizer.save_pretrained(folder)
    return tokenizer
