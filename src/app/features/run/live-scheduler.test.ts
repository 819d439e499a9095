import { describe, expect, it } from 'vitest';
import { createLiveScheduler, type Clock } from './live-scheduler.ts';

/** A clock that stands still until it is told to move. */
function createStillClock(): Clock & { advance(ms: number): void } {
  let nowMs = 0;
  let timers: { at: number; callback: () => void }[] = [];
  return {
    now: () => nowMs,
    schedule(callback, delayMs) {
      const timer = { at: nowMs + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        const next = timers.filter(({ at }) => at <= endMs).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        nowMs = next.at;
        next.callback();
      }
      nowMs = endMs;
    },
  };
}

function createBench() {
  const clock = createStillClock();
  const runs: { text: string; atMs: number }[] = [];
  const scheduler = createLiveScheduler<{ text: string }>({
    clock,
    isSame: (a, b) => a.text === b.text,
    run: ({ text }) => runs.push({ text, atMs: clock.now() }),
  });
  return { clock, runs, scheduler };
}

describe('createLiveScheduler', () => {
  it('runs a change after a short debounce', () => {
    const { clock, runs, scheduler } = createBench();
    scheduler.submit({ text: 'a' });
    clock.advance(99);
    expect(runs).toEqual([]);
    clock.advance(1);
    expect(runs).toEqual([{ text: 'a', atMs: 100 }]);
  });

  it('gathers keystrokes into one run of the last record', () => {
    const { clock, runs, scheduler } = createBench();
    for (const text of ['b', 'bl', 'blu', 'blue']) {
      scheduler.submit({ text });
      clock.advance(50);
    }
    clock.advance(1000);
    expect(runs).toEqual([{ text: 'blue', atMs: 250 }]);
  });

  it('does not run the same record twice, and a change taken back costs nothing', () => {
    const { clock, runs, scheduler } = createBench();
    scheduler.submit({ text: 'red' });
    clock.advance(200);
    scheduler.submit({ text: 'red' });
    scheduler.submit({ text: 'redd' });
    scheduler.submit({ text: 'red' });
    clock.advance(5000);
    expect(runs).toHaveLength(1);
  });

  it('waits a quarter of a second after the last change once the last ten runs take over 1.5 s on average', () => {
    const { clock, runs, scheduler } = createBench();
    for (let run = 0; run < 10; run += 1) scheduler.noteRun(1.6);
    scheduler.submit({ text: 'slow' });
    clock.advance(249);
    expect(runs).toHaveLength(0);
    clock.advance(1);
    expect(runs).toHaveLength(1);
    // Ten fast runs push the slow ones out of memory.
    for (let run = 0; run < 10; run += 1) scheduler.noteRun(0.2);
    scheduler.submit({ text: 'fast' });
    clock.advance(100);
    expect(runs).toHaveLength(2);
  });

  it('never waits longer than three seconds however fast the changes come', () => {
    const { clock, runs, scheduler } = createBench();
    for (let run = 0; run < 10; run += 1) scheduler.noteRun(4);
    for (let key = 0; key < 40; key += 1) {
      scheduler.submit({ text: `text ${String(key)}` });
      clock.advance(100);
    }
    expect(runs[0]?.atMs).toBe(3000);
  });

  it('drops what is pending when there is nothing to make', () => {
    const { clock, runs, scheduler } = createBench();
    scheduler.submit({ text: 'a' });
    scheduler.submit(null);
    clock.advance(1000);
    expect(runs).toEqual([]);
  });

  it('runs a record again after it was told to forget', () => {
    const { clock, runs, scheduler } = createBench();
    scheduler.submit({ text: 'a' });
    clock.advance(100);
    scheduler.forget();
    scheduler.submit({ text: 'a' });
    clock.advance(100);
    expect(runs).toHaveLength(2);
  });
});
