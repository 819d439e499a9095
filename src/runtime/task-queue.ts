/** Runs tasks one after another, in the order in which they came. */
export interface TaskQueue {
  /** Resolves or rejects as `task` does; a failed task does not stop those behind it. */
  enqueue<T>(task: () => Promise<T>): Promise<T>;
}

export function createTaskQueue(): TaskQueue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    enqueue<T>(task: () => Promise<T>): Promise<T> {
      const result = last.then(task);
      last = result.catch(() => undefined);
      return result;
    },
  };
}
