export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls back once after a delay; returns how to take it back. */
  schedule(callback: () => void, delayMs: number): () => void;
}

/** Gathers the keystrokes of one word. */
const DEBOUNCE_MS = 100;
/** The pause that is waited for where runs are slow. */
const SLOW_PAUSE_MS = 250;
/** Runs are slow when the last of them took longer than this on average. */
const SLOW_RUN_SECONDS = 1.5;
const REMEMBERED_RUNS = 10;
/** However fast the changes come: a run starts at the latest this long after the first of them. */
const LONGEST_WAIT_MS = 3000;

export interface LiveSchedulerOptions<T> {
  readonly clock: Clock;
  /** True if two records ask for the same picture. */
  readonly isSame: (a: T, b: T) => boolean;
  readonly run: (record: T) => void;
}

export interface LiveScheduler<T> {
  /** Says what the picture should be made from now; null for nothing. The whole record counts, not the event. */
  submit(record: T | null): void;
  /** Says how long a run took. */
  noteRun(seconds: number): void;
  /** Makes the next `submit` run even if its record is the last one again. */
  forget(): void;
  dispose(): void;
}

/** Decides when a changed request is worth a run, so that the picture follows while the user types. */
export function createLiveScheduler<T>({ clock, isSame, run }: LiveSchedulerOptions<T>): LiveScheduler<T> {
  let asked: T | null = null;
  let pending: { record: T; sinceMs: number; cancel: () => void } | null = null;
  let recentSeconds: readonly number[] = [];

  const drop = (): void => {
    pending?.cancel();
    pending = null;
  };
  const start = (): void => {
    if (pending === null) return;
    asked = pending.record;
    pending = null;
    run(asked);
  };

  return {
    submit(record) {
      if (record === null || (asked !== null && isSame(record, asked))) {
        drop();
        return;
      }
      if (pending !== null && isSame(record, pending.record)) return;
      const nowMs = clock.now();
      const sinceMs = pending?.sinceMs ?? nowMs;
      drop();
      const pauseMs = mean(recentSeconds) > SLOW_RUN_SECONDS ? SLOW_PAUSE_MS : DEBOUNCE_MS;
      const delayMs = Math.max(0, Math.min(pauseMs, sinceMs + LONGEST_WAIT_MS - nowMs));
      pending = { record, sinceMs, cancel: clock.schedule(start, delayMs) };
    },
    noteRun(seconds) {
      recentSeconds = [...recentSeconds, seconds].slice(-REMEMBERED_RUNS);
    },
    forget() {
      asked = null;
    },
    dispose: drop,
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
