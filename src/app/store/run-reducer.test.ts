import { expect, it } from 'vitest';
import { createEntry } from './testing/history-entry.ts';
import { beginRun, applyEngineEvent, failRun, finishRun, frameRun, NO_RUN, stopRun } from './run-reducer.ts';

const residual = (step: number, iteration: number, value: number, runId = 'a') =>
  ({ type: 'residual', runId, step, iteration, residual: value }) as const;

it('gathers the residuals of the run in progress, step by step, and begins anew with the next', () => {
  const events = [residual(0, 0, 0.5), residual(0, 1, 0.2), residual(1, 0, 0.4), residual(1, 1, 9, 'superseded')];
  const run = events.reduce(applyEngineEvent, beginRun(NO_RUN, 'a', 'key'));
  expect(run.residuals).toEqual([[0.5, 0.2], [0.4]]);
  expect(run.residual).toBe(0.4);
  expect(beginRun(run, 'b', 'other').residuals).toEqual([]);
});

it('knows the part that the run in progress paints, of no other and no longer', () => {
  const frame = { x: 3, y: 0, width: 8, height: 8 };
  const run = frameRun(beginRun(NO_RUN, 'a', 'key'), 'a', frame);
  expect(run.frame).toBe(frame);
  expect(frameRun(beginRun(run, 'b', 'other'), 'a', frame).frame).toBeNull();
  const result = { ...createEntry('1', 'beach').result, runId: 'a' };
  const ended = [finishRun(run, result), stopRun(run), failRun(run, 'a', { code: 'run/failed', parameters: {} })];
  expect(ended.map((each) => each.frame)).toEqual([null, null, null]);
});
