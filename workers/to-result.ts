import { releaseProxy } from 'comlink';
import type { EngineFailure, Result } from '../src/protocol/errors.ts';

/** A function that came through comlink holds a message port until it is released. */
type ProxiedListener = ((event: never) => void) & { readonly [releaseProxy]?: () => void };

/** The outcome of `task` as a value: comlink drops the fields of a thrown error. Releases the caller's listener at the end. */
export async function toResult<T>(
  task: () => Promise<T>,
  toFailure: (error: unknown) => EngineFailure,
  onEvent: ProxiedListener | null = null,
): Promise<Result<T>> {
  try {
    return { ok: true, value: await task() };
  } catch (error) {
    const failure = toFailure(error);
    // The page shows a sentence; what the browser or onnxruntime said is for whoever opens the console.
    if (failure.cause !== undefined) console.error(failure.cause);
    return { ok: false, error: failure.error };
  } finally {
    onEvent?.[releaseProxy]?.();
  }
}
