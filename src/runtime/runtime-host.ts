import type { InferenceSession } from 'onnxruntime-common';
import type { Digest } from '../packs/pack-file.ts';
import type { GpuMemory } from './gpu-memory.ts';
import type { OrtModule } from './ort-module.ts';
import type { MemoryBudget } from './memory-budget.ts';

/** Everything that depends on the machine: the worker and the command line each have one. */
export interface RuntimeHost {
  readonly ort: OrtModule;
  /** Execution providers and threads, for every session. */
  readonly sessionOptions: InferenceSession.SessionOptions;
  /** The graphics card that sessions run on; left out on a CPU. */
  readonly gpu?: GpuHost;
  /**
   * Whether onnxruntime's own optimiser takes longer than it wins back over a small model: so in WASM, where that code runs
   * cold. The compiler of this project has simplified its graphs already.
   */
  readonly optimisesSlowly?: boolean;
  /** Whether float16 models are computed in float32, their weights widened as sessions read them: where there are no float16 kernels. */
  readonly widensHalves?: boolean;
  /** Monotonic clock. */
  readonly nowSeconds: () => number;
  /** SHA-256 of bytes as lower-case hex; without it only the sizes of files are verified. */
  readonly digest?: Digest;
}

export interface GpuHost {
  readonly memory: GpuMemory;
  /** Bytes of weights and activations that sessions may hold at once. */
  readonly budget: MemoryBudget;
  /** Whether a recorded session is compared with one that is not before it is believed (onnxruntime issue 29594). */
  readonly verifies: boolean;
}
