import type { InferenceSession } from 'onnxruntime-common';
import type { ClipTokenizerFiles } from './clip-tokenizer-files.ts';
import type { OrtModule } from './ort-module.ts';
import type { PromptTokenizer } from './prompt-tokenizer.ts';

/** Everything that depends on the machine: the worker and the command line each have one. */
export interface RuntimeHost {
  readonly ort: OrtModule;
  /** Execution providers and threads, for every session. */
  readonly sessionOptions: InferenceSession.SessionOptions;
  /**
   * Whether the denoiser's graphs are one session over one copy of the weights: so on a GPU, whose memory is small. On a CPU
   * separate sessions are faster (docs/one-copy.md).
   */
  readonly sharesWeights?: boolean;
  /** Loads the tokenizer library; called once per pack. */
  readonly createTokenizer: (files: ClipTokenizerFiles) => Promise<PromptTokenizer>;
  /** Monotonic clock. */
  readonly nowSeconds: () => number;
  /** SHA-256 of bytes as lower-case hex; without it only the sizes of files are verified. */
  readonly digest?: (bytes: Uint8Array) => Promise<string>;
}
