import { describe, expect, it } from 'vitest';
import { drain } from '../testing/drain.ts';
import { ANDERSON } from './anderson.ts';
import { FIXED_POINT } from './fixed-point.ts';
import { GRADIENT_SECANT } from './gradient-secant.ts';
import { solveStep } from './solve-step.ts';
import { createLinearStep } from './testing/linear-step.ts';

// r = 1 - .5 z: the residual of the fixed point halves, 1, .5, .25, .125, ...
const halving = () => createLinearStep([0], [1], [0.5]);

describe('solving a step to a tolerance', () => {
  it('ends where an evaluation is within it, with f of that point', async () => {
    const step = halving();
    const { yielded, returned } = await drain(
      solveStep(FIXED_POINT, step, { iterations: 50, parameters: {}, tolerance: 0.2 }),
    );
    expect(yielded).toEqual([1, 0.5, 0.25, 0.125]);
    expect([...returned.data]).toEqual([1.875]);
    expect(step.rows()).toBe(4);
  });

  it('ends at the count where that comes first, and where none is asked for', async () => {
    for (const tolerance of [0.2, null]) {
      const options = { iterations: 2, parameters: {}, tolerance };
      const { returned } = await drain(solveStep(FIXED_POINT, halving(), options));
      expect([...returned.data]).toEqual([1.5]);
    }
  });

  it.each([
    ['anderson', ANDERSON],
    ['gradient-secant', GRADIENT_SECANT],
  ])('spends no more rows on a solved point by %s', async (_, method) => {
    const step = createLinearStep([2, 4], [1, 2], [0.5, 0.5]);
    const { returned } = await drain(solveStep(method, step, { iterations: 9, parameters: {}, tolerance: 1e-6 }));
    expect([...returned.data]).toEqual([2, 4]);
    expect(step.rows()).toBe(1);
  });
});
