import { describe, expect, it } from 'vitest';
import { drain } from '../testing/drain.ts';
import { RNRI, RNRI_FLOORED } from './rnri.ts';
import { RNRI_RELEASED } from './rnri-released.ts';
import { expectClose } from './testing/expect-close.ts';
import { createLinearStep } from './testing/linear-step.ts';

describe('RNRI as released', () => {
  it('steps by the mean of F along the sign of r and returns f of the best point', async () => {
    const step = createLinearStep([1, 2], [0.5, 0.2], [0.2, 0.4]);
    const { returned, yielded } = await drain(RNRI_RELEASED.solve(step, 2));
    // f(1, 2) = (.7, 1), r = (-.3, -1), F = |r| + .05 (f - z0)^2 with z0 = (1, 2): (.3045, 1.05), mean .67725.
    expectClose(step.points[1]?.data ?? new Float32Array(), [1 - 0.67725, 2 - 0.67725]);
    // f(.32275, 1.32275) = (.56455, .7291), r = (.2418, -.59365), mean |r| .417725: the better of the two.
    expect(yielded[0]).toBeCloseTo(0.65, 6);
    expect(yielded[1]).toBeCloseTo(0.417725, 5);
    expectClose(returned.data, [0.56455, 0.7291]);
  });

  it('returns f of the first point when the step made it worse', async () => {
    // The step is the mean of F everywhere: far too long for the second coordinate.
    const step = createLinearStep([0, 0], [0.02, 2], [-0.9, 0.95]);
    const { returned, yielded } = await drain(RNRI_RELEASED.solve(step, 2));
    expect(yielded[1]).toBeGreaterThan(yielded[0] ?? 0);
    expectClose(returned.data, [0.02, 2]);
  });
});

describe('RNRI as published', () => {
  it('steps each coordinate by F over D times its own derivative and eta', async () => {
    // r = (-.3, .2), F = .5 (the prior vanishes at z_prev), g = (.8, -.6): steps -.25/(.8 + eta) and +.25/(.6 + eta).
    for (const eta of [0, 0.1, 0.3]) {
      const step = createLinearStep([1, 2], [0.5, 1.4], [0.2, 0.4]);
      await drain(RNRI.solve(step, 2, { eta }));
      expectClose(step.points[1]?.data ?? new Float32Array(), [1 - 0.25 / (0.8 + eta), 2 + 0.25 / (0.6 + eta)]);
    }
  });

  it('weighs the prior by lambda over the variance', async () => {
    const step = createLinearStep([1, 2], [0.5, 1.4], [0.2, 0.4]);
    await drain(RNRI.solve(step, 2, { eta: 0, lambda: 0.3 }));
    const [x = 0, y = 0] = step.points[1]?.data ?? [];
    // At the second point: r = (.5 - .8 x, 1.4 - .6 y), F = |r|_1 + .3 / (2 * .5) |z - z_prev|^2, g = (.8, -.6) + .6 (z - z_prev).
    const objective = Math.abs(0.5 - 0.8 * x) + Math.abs(1.4 - 0.6 * y) + 0.3 * ((x - 1) ** 2 + (y - 2) ** 2);
    const slopes = [-0.8 * Math.sign(0.5 - 0.8 * x) + 0.6 * (x - 1), -0.6 * Math.sign(1.4 - 0.6 * y) + 0.6 * (y - 2)];
    const expected = [x, y].map((value, i) => value - objective / 2 / (slopes[i] ?? 1));
    expectClose(step.points[2]?.data ?? new Float32Array(), expected, 1e-4);
  });

  it('has no parameter of another name', () => {
    expect(() => RNRI.solve(createLinearStep([0], [1], [0.5]), 1, { alpha: 1 })).toThrow(RangeError);
  });

  it('with the slopes floored bounds the step where the derivative vanishes', async () => {
    const step = createLinearStep([0, 0], [4, 4], [0.99, 0.99]);
    await drain(RNRI_FLOORED.solve(step, 2));
    expectClose(step.points[1]?.data ?? new Float32Array(), [0.5, 0.5]);
  });

  it('returns f of the point with the smallest F', async () => {
    const step = createLinearStep([1, 2], [0.5, 1.4], [0.2, 0.4]);
    const { returned } = await drain(RNRI.solve(step, 2));
    const candidates = step.points.map((point) => {
      const r = [0.5 - 0.8 * (point.data[0] ?? 0), 1.4 - 0.6 * (point.data[1] ?? 0)];
      const pull = [(point.data[0] ?? 0) - 1, (point.data[1] ?? 0) - 2];
      // lambda / variance = .1 / .5
      const objective = Math.abs(r[0] ?? 0) + Math.abs(r[1] ?? 0) + 0.1 * pull.reduce((sum, d) => sum + d * d, 0);
      return { objective, image: point.data.map((value, i) => value + (r[i] ?? 0)) };
    });
    expect(step.points).toHaveLength(3);
    const best = candidates.reduce((a, b) => (b.objective < a.objective ? b : a));
    expectClose(returned.data, [...best.image]);
  });
});
