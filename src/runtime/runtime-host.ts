import type { InferenceSession } from 'onnxruntime-common';
import type { Digest } from '../packs/pack-file.ts';
import type { OrtModule } from './ort-module.ts';

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
  /**
   * Whether onnxruntime's own optimiser takes longer than it wins back over a small model: so in WASM, where that code runs
   * cold. The compiler of this project has simplified its graphs already.
   */
  readonly optimisesSlowly?: boolean;
  /** Monotonic clock. */
  readonly nowSeconds: () => number;
  /** SHA-256 of bytes as lower-case hex; without it only the sizes of files are verified. */
  readonly digest?: Digest;
}
