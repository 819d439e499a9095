/** Runs tasks one after another, in the order in which they came. */
export interface RunQueue {
  /** Resolves or rejects as `task` does; a failed task does not stop those behind it. */
  enqueue<T>(task: () => Promise<T>): Promise<T>;
}

/**
 * One queue for all sessions of a runtime: the asyncify build of onnxruntime-web keeps one suspended stack, so that two
 * overlapping runs hang or corrupt its memory.
 */
export function createRunQueue(): RunQueue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    enqueue<T>(task: () => Promise<T>): Promise<T> {
      const result = last.then(task, task);
      last = result.catch(() => undefined);
      return result;
    },
  };
}
