import { expect, test } from 'vitest';
import { defaultPackFolder } from '../support/default-pack.ts';
import { BENCH_FULL_SIZE } from './full-size.ts';

test('full-size checks the derivative against a difference, and rematerialisation against none', async () => {
  const args = ['--folder', defaultPackFolder(), '--size', '8'];
  const { json } = await BENCH_FULL_SIZE.run({ args, report: () => undefined });
  const number = expect.any(Number);
  expect(json).toMatchObject({
    size: 8,
    predictedBytes: { forward: number, plain: number, rematerialised: number },
    residentBytes: { forward: number, plain: number, rematerialised: number },
    derivative: { analytic: number, numeric: number },
  });
  const { derivative, rematerialisedDifference } = json as {
    derivative: { relativeError: number };
    rematerialisedDifference: number;
  };
  expect(derivative.relativeError).toBeLessThan(1e-3);
  expect(rematerialisedDifference).toBeLessThan(1e-5);
}, 180_000);
