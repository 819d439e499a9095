import { expect, test, vi } from 'vitest';
import type { StoreEvent } from '../../src/protocol/pack-store.ts';
import { createThrottle } from './throttle-progress.ts';

function progress(doneBytes: number, phase: 'fetching' | 'checking' = 'fetching'): StoreEvent {
  return { type: 'progress', phase, doneBytes, totalBytes: 9, bytesPerSecond: 0 };
}

test('progress passes now and then, the first of a phase, the end and everything else always', () => {
  vi.useFakeTimers();
  const heard: StoreEvent[] = [];
  const onEvent = createThrottle((event) => heard.push(event));
  const refused: StoreEvent = { type: 'refused', file: 'x' };
  for (const event of [progress(1), progress(2), refused, progress(9), progress(9, 'checking')]) onEvent(event);
  expect(heard).toEqual([progress(1), refused, progress(9), progress(9, 'checking')]);
  vi.advanceTimersByTime(200);
  onEvent(progress(3, 'checking'));
  expect(heard).toHaveLength(5);
  vi.useRealTimers();
});
