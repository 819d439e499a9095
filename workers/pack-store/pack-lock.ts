import { EngineFailure } from '../../src/protocol/errors.ts';

/** A worker that was ended a moment ago may not have released its lock yet. */
const TIMEOUT_MS = 1500;

/**
 * Locks a pack while `task` runs, across all tabs of the browser: `shared` for reading, `exclusive` for writing. Throws `store/busy` when
 * another does not release its own in time. The browser releases the locks of a tab that dies.
 */
export async function withPackLock<T>(id: string, mode: LockMode, task: () => Promise<T>): Promise<T> {
  let isAcquired = false;
  const options = { mode, signal: AbortSignal.timeout(TIMEOUT_MS) };
  try {
    return await navigator.locks.request(`renoir-pack-${id}`, options, () => {
      isAcquired = true;
      return task();
    });
  } catch (error) {
    throw isAcquired ? error : new EngineFailure('store/busy', {}, { cause: error });
  }
}
