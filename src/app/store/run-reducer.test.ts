import { expect, it } from 'vitest';
import { beginRun, applyEngineEvent, NO_RUN } from './run-reducer.ts';

const residual = (step: number, iteration: number, value: number, runId = 'a') =>
  ({ type: 'residual', runId, step, iteration, residual: value }) as const;

it('gathers the residuals of the run in progress, step by step, and begins anew with the next', () => {
  const events = [residual(0, 0, 0.5), residual(0, 1, 0.2), residual(1, 0, 0.4), residual(1, 1, 9, 'superseded')];
  const run = events.reduce(applyEngineEvent, beginRun(NO_RUN, 'a', 'key'));
  expect(run.residuals).toEqual([[0.5, 0.2], [0.4]]);
  expect(run.residual).toBe(0.4);
  expect(beginRun(run, 'b', 'other').residuals).toEqual([]);
});
