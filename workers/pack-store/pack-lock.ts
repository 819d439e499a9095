import { EngineFailure } from '../../src/protocol/errors.ts';

/** A worker that was ended a moment ago may not have let go yet. */
const PATIENCE_MS = 1500;

/**
 * Holds a pack while `task` runs: `shared` by those who read it, `exclusive` for those who write, across all tabs of the browser. Throws
 * `store/busy` when another keeps holding it otherwise. A tab that dies lets go.
 */
export async function withPackLock<T>(id: string, mode: LockMode, task: () => Promise<T>): Promise<T> {
  let isHeld = false;
  const options = { mode, signal: AbortSignal.timeout(PATIENCE_MS) };
  try {
    return await navigator.locks.request(`renoir-pack-${id}`, options, () => {
      isHeld = true;
      return task();
    });
  } catch (error) {
    throw isHeld ? error : new EngineFailure('store/busy', {}, { cause: error });
  }
}
