import { Tokenizer } from '@huggingface/tokenizers';
import type { ClipTokenizerFiles } from '../packs/clip-tokenizer-files.ts';

/** Text to token ids, without special tokens. */
export interface PromptTokenizer {
  encode(text: string): readonly number[];
}

/** The tokenizer that transformers.js is built on; the library as a whole would bring a runtime of its own along. */
export function createPromptTokenizer({ tokenizer, config }: ClipTokenizerFiles): PromptTokenizer {
  const own = new Tokenizer(tokenizer, config);
  return { encode: (text) => own.encode(text, { add_special_tokens: false }).ids };
}
