import type { InferenceSession } from 'onnxruntime-common';
import type { ClipTokenizerFiles } from './clip-tokenizer-files.ts';
import type { OrtModule } from './ort-module.ts';
import type { PromptTokenizer } from './prompt-tokenizer.ts';

/** Everything that depends on the machine: the worker and the command line each have one. */
export interface RuntimeHost {
  readonly ort: OrtModule;
  /** Execution providers and threads, for every session. */
  readonly sessionOptions: InferenceSession.SessionOptions;
  /** Loads the tokenizer library; called once per pack. */
  readonly createTokenizer: (files: ClipTokenizerFiles) => Promise<PromptTokenizer>;
  /** Monotonic clock. */
  readonly nowSeconds: () => number;
  /** SHA-256 of bytes as lower-case hex; without it only the sizes of files are verified. */
  readonly digest?: (bytes: Uint8Array) => Promise<string>;
}
