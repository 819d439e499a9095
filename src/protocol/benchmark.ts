/** The contract of the benchmark: what one device takes for the runs of a model and for whole edits. */
import type { DeviceInfo, DeviceKind, GraphCapture } from './engine.ts';
import type { Result } from './errors.ts';
import type { PackPlace } from './pack-place.ts';

/** Models whose weights are invented where they run: of full size in float16, and the same graph a tenth as wide in float32. */
export const RANDOM_MODELS = ['sd-turbo', 'sd-turbo-narrow'] as const;
export type RandomModel = (typeof RANDOM_MODELS)[number];

/** Where the model comes from that is measured. */
export type BenchmarkModel =
  | PackPlace
  /** Below a folder of a server whose `files.json` lists the files: a pack without a `pack.json` can be opened so. */
  | { readonly kind: 'listed'; readonly name: string; readonly baseUrl: string }
  /** Weights are invented; the words of the pack at `tokenizerUrl` stand in for the model's own. */
  | { readonly kind: 'random'; readonly model: RandomModel; readonly tokenizerUrl: string };

/** The runs that can be timed, in this order. */
export const BENCHMARK_RUNS = ['text', 'forward', 'gradient', 'controlled', 'target', 'encode', 'decode'] as const;
export type BenchmarkRun = (typeof BENCHMARK_RUNS)[number];

export interface BenchmarkRequest {
  readonly model: BenchmarkModel;
  readonly device: DeviceKind;
  readonly runs: readonly BenchmarkRun[];
  /** Timed runs of each graph, after the ones that warm up. */
  readonly repetitions: number;
  /** Timed edits of each kind. */
  readonly edits: number;
  /** Steps of an edit; null for those of the model. */
  readonly steps: number | null;
  /** Pixels along a side of the picture; null for the model's own. The graphs are compiled for another. */
  readonly size: number | null;
}

/** What kernels of one name took in one run. */
export interface KernelTime {
  /** The operator, as the runtime calls its shader. */
  readonly name: string;
  readonly milliseconds: number;
  readonly dispatches: number;
}

/** What one run asks of the GPU, once it is warm. */
export interface GpuWork {
  readonly dispatches: number;
  /** Bind groups that are created; 0 for a session that replays what it captured. */
  readonly bindGroups: number;
  /** Longest first; null where the device has no timestamps. */
  readonly kernels: readonly KernelTime[] | null;
}

/** Milliseconds of one kind of run. */
export interface RunTimes {
  readonly median: number;
  readonly least: number;
  /** The very first, pipelines and allocations included. */
  readonly first: number;
  /** Null on WASM. */
  readonly gpu: GpuWork | null;
}

/** Seconds of whole edits, from the photo's pixels to the result's. */
export interface EditTimes {
  /** The very first. */
  readonly first: number;
  /** Median of edits of a photo that is new to the engine. */
  readonly whole: number;
  /** Median of edits to other words of a photo that is inverted already. */
  readonly laterWords: number;
  /** UNet rows of each. */
  readonly rows: { readonly whole: number; readonly laterWords: number };
}

/** Bytes of buffers on the GPU that were created and not destroyed since. */
export interface GpuMemory {
  readonly opened: number;
  readonly afterRuns: number;
  readonly peak: number;
}

/** A value, or why there is none. */
export type Measured<T> = T | { readonly error: string };

/** What was measured on one device. */
export interface DeviceMeasurement {
  readonly device: DeviceInfo;
  readonly model: { readonly id: string; readonly bytes: number; readonly latent: readonly number[] };
  /** Seconds from nothing to a model that can run, compilation included. */
  readonly opening: number;
  readonly runs: Readonly<Partial<Record<BenchmarkRun, Measured<RunTimes>>>>;
  readonly edits: Measured<EditTimes> | null;
  /** Null on WASM. */
  readonly gpu: {
    readonly features: readonly string[];
    readonly memory: GpuMemory;
    /** Which graphs are recorded and replayed, by the path of each. */
    readonly captures: Readonly<Record<string, GraphCapture>>;
  } | null;
}

/** The same model on WebGPU and on this machine's processor. */
export interface BenchmarkReport {
  readonly browser: string;
  readonly cores: number;
  readonly webgpu: Measured<DeviceMeasurement>;
  /** Null where it was not asked for. */
  readonly wasm: Measured<DeviceMeasurement> | null;
}

/** Measures in a thread of its own: one device a thread, since its memory is given back only with the thread. */
export interface Benchmark {
  measure(request: BenchmarkRequest, onProgress: (line: string) => void): Promise<Result<DeviceMeasurement>>;
}
