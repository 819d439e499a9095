/** Errors are values: a code from a closed set with parameters. The text is made in the app (and in the command line). */
export type EngineErrorCode =
  | 'photo/unreadable'
  | 'photo/too-large'
  | 'prompt/source-empty'
  | 'prompt/target-empty'
  | 'pack/missing-file'
  | 'pack/corrupt-file'
  | 'pack/unsupported'
  | 'pack/needs-gpu'
  | 'pack/needs-memory'
  | 'graph/unsupported-operator'
  | 'hub/unreachable'
  | 'hub/not-found'
  | 'hub/forbidden'
  | 'hub/rate-limited'
  | 'hub/unavailable'
  | 'hub/changed'
  | 'store/no-space'
  | 'store/busy'
  | 'store/newer'
  | 'store/stopped'
  | 'store/no-permission'
  /** This window has no private file system. */
  | 'store/unavailable'
  | 'store/failed'
  | 'device/no-webgpu'
  | 'device/lost'
  | 'device/out-of-memory'
  | 'device/bad-output'
  | 'run/cancelled'
  | 'run/failed';

/** What is wrong with a file, as the parameter `damage` of `pack/corrupt-file`. */
export const DAMAGES = [
  /** A tokenizer's vocabulary lacks the marks of beginning and end, or does not fit its merges at the parameter `entry`. */
  'vocabulary',
  /** What Git leaves in place of a large file where Git LFS did not fetch it. */
  'lfs-pointer',
  /** The file ends too early, after `sizeBytes`. */
  'cut-short',
] as const;
export type Damage = (typeof DAMAGES)[number];

export function isDamage(value: unknown): value is Damage {
  return DAMAGES.some((damage) => damage === value);
}

export interface EngineError {
  readonly code: EngineErrorCode;
  /** Values for the sentence, for instance `{ file: 'unet/model.onnx' }`. */
  readonly parameters: Readonly<Record<string, string | number>>;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: EngineError };

/** Carries an `EngineError` through code that throws; turned into a `Result` before it crosses the thread. */
export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';
  readonly error: EngineError;

  constructor(code: EngineErrorCode, parameters: EngineError['parameters'] = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(parameters)}`, options);
    this.error = { code, parameters };
  }
}
