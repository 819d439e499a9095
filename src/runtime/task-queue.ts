/** Runs tasks one after another, in the order in which they came. */
export interface TaskQueue {
  /** Tasks that run or wait. */
  readonly length: number;
  /** Resolves or rejects as `task` does; a failed task does not stop those behind it. */
  enqueue<T>(task: () => Promise<T>): Promise<T>;
}

export function createTaskQueue(): TaskQueue {
  let last: Promise<unknown> = Promise.resolve();
  let length = 0;
  return {
    get length() {
      return length;
    },
    enqueue<T>(task: () => Promise<T>): Promise<T> {
      length++;
      const result = last.then(task).finally(() => {
        length--;
      });
      last = result.catch(() => undefined);
      return result;
    },
  };
}
