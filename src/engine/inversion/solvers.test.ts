/** Each method's own formula, on equations that can be solved by hand. */
import { describe, expect, it } from 'vitest';
import { combine, dot, meanAbsolute } from '../diffusion/arithmetic.ts';
import { tensor } from '../tensor/tensor.ts';
import { GRADIENT_SECANT } from './gradient-secant.ts';
import { INVERSIONS } from './inversions.ts';
import { AIDI_ACCELERATED, ANDERSON } from './anderson.ts';
import { BROYDEN } from './broyden.ts';
import { DDIM } from './ddim.ts';
import { LBFGS } from './lbfgs.ts';
import { EASY_INV } from './easy-inv.ts';
import { EXACT_DPM } from './exact-dpm.ts';
import { ITER_INV } from './iter-inv.ts';
import { NOISE_ALIGNMENT } from './noise-alignment.ts';
import { AIDI } from './aidi.ts';
import { drain } from '../testing/drain.ts';
import { expectClose } from './testing/expect-close.ts';
import { createLinearStep } from './testing/linear-step.ts';

/** These move a solved point on: noise that should look like noise is not where the equation says. */
const RESTLESS = ['renoise', 'noise-alignment'];

const SOLVERS = Object.entries(INVERSIONS).flatMap(([id, method]) =>
  method.kind === 'solver' && !RESTLESS.includes(id) ? [[id, method] as const] : [],
);

describe.each(SOLVERS)('%s where f(z) is z everywhere', (_, method) => {
  it('returns z without NaN', async () => {
    const step = createLinearStep([1, -2, 0], [0, 0, 0], [1, 1, 1]);
    const { returned } = await drain(method.solve(step, 3));
    // RNRI's prior may move a solved coordinate, but here z_prev is its mean.
    expectClose(returned.data, [1, -2, 0]);
  });
});

describe('IterInv', () => {
  const OFFSET = [0.5, 1.4];
  const SLOPE = [0.2, 0.4];
  const DRIFT = 0.8;
  const stepAt = (level: number, levels: number) => {
    const step = createLinearStep([1, 2], OFFSET, SLOPE);
    return { ...step, level, levels, coefficients: { ...step.coefficients, drift: DRIFT } };
  };
  /** |D(z) - z_prev|^2, of D(z) - z_prev = -r / drift. */
  const loss = (point: readonly number[]) =>
    point.reduce((sum, z, i) => sum + (((OFFSET[i] ?? 0) + ((SLOPE[i] ?? 0) - 1) * z) / DRIFT) ** 2, 0);

  it.each([
    [1, 1, 1],
    [1, 50, 1],
    [25.5, 50, Math.sqrt(0.75)],
    [50, 50, Math.sqrt(0.5)],
  ])('at level %d of %d moves by the rate times %d along the slope of its loss', async (level, levels, factor) => {
    const step = stepAt(level, levels);
    const { returned } = await drain(ITER_INV.solve(step, 1, { rate: 0.3 }));
    const moved = [1, 2].map((z, i) => {
      const nudged = (by: number) => loss([1, 2].map((value, j) => (i === j ? value + by : value)));
      return z - 0.3 * factor * ((nudged(1e-4) - nudged(-1e-4)) / 2e-4);
    });
    expectClose(returned.data, moved);
  });

  it('takes back and halves a step that made the loss larger, and descends to the root', async () => {
    const step = stepAt(1, 1);
    // Along the first coordinate the loss is 1 (z - .625)^2: with rate 3 it overshoots by 5, with 1.5 by 2, with .75 by half.
    const { returned, yielded } = await drain(ITER_INV.solve(step, 40, { rate: 3 }));
    const start = step.points[0]?.data;
    expect(loss([...(step.points[1]?.data ?? [])])).toBeGreaterThan(loss([1, 2]));
    const halfway = step.points[1]?.data.map((value, i) => (value + (start?.[i] ?? 0)) / 2);
    expectClose(step.points[2]?.data ?? new Float32Array(), [...(halfway ?? [])]);
    expectClose(returned.data, [0.625, 1.4 / 0.6], 1e-4);
    expect(yielded).toHaveLength(40);
  });
});

describe('Anderson mixing that four evaluations do not solve', () => {
  // More slopes than a window holds, and all near 1.
  const slopes = [0.9, 0.8, 0.7, 0.6, 0.5, -0.5, -0.7, -0.9];
  const hard = () => createLinearStep(Array(8).fill(0), Array(8).fill(1), slopes);

  it('goes on at a level above the first, for four more at most', async () => {
    const step = { ...hard(), level: 2 };
    const { yielded } = await drain(ANDERSON.solve(step, 4));
    expect(yielded.length).toBeGreaterThan(4);
    expect(yielded.length).toBeLessThanOrEqual(8);
    expect(yielded.slice(3, -1).every((residual) => residual > 0.058)).toBe(true);
  });

  it('does not at the first level, nor where less than a window was asked for', async () => {
    expect((await drain(ANDERSON.solve(hard(), 4))).yielded).toHaveLength(4);
    expect((await drain(ANDERSON.solve({ ...hard(), level: 2 }, 3))).yielded).toHaveLength(3);
  });
});

describe('quasi-Newton methods', () => {
  // r = 1 - .5 z in each coordinate, with the root 2 and nothing to learn but one slope.
  const halving = () => createLinearStep([0, 0], [1, 1], [0.5, 0.5]);

  it('Broyden learns the slope from its first step, that of the fixed point, and takes the last step for nothing', async () => {
    const step = halving();
    const { returned, yielded } = await drain(BROYDEN.solve(step, 2));
    expect(yielded).toEqual([1, 0.5]);
    expectClose(returned.data, [2, 2]);
    expect(step.rows()).toBe(BROYDEN.rowsPerStep(2));
  });

  it('L-BFGS learns the curvature from its first step, that of the gradient', async () => {
    const step = halving();
    const { returned } = await drain(LBFGS.solve(step, 2));
    // The gradient of |r|^2 / 2 is -.5 r.
    expectClose(step.points[1]?.data ?? new Float32Array(), [0.5, 0.5]);
    expectClose(step.points[2]?.data ?? new Float32Array(), [2, 2]);
    expectClose(returned.data, [2, 2]);
    expect(step.rows()).toBe(LBFGS.rowsPerStep(2));
  });

  it('solve a linear equation of three slopes', async () => {
    const slopes = [0.5, -0.3, 0.7];
    const roots = slopes.map((slope) => 1 / (1 - slope));
    const { returned } = await drain(BROYDEN.solve(createLinearStep([0, 0, 0], [1, 1, 1], slopes), 6));
    expectClose(returned.data, roots, 1e-4);
    const descended = await drain(LBFGS.solve(createLinearStep([0, 0, 0], [1, 1, 1], slopes), 12));
    expectClose(descended.returned.data, roots, 1e-4);
  });
});

describe('AIDI', () => {
  it('averages the last two images, and an iteration costs one row', async () => {
    const step = createLinearStep([1, 2], [0.5, 0.2], [0.2, -0.4]);
    const { returned } = await drain(AIDI.solve(step, 3));
    const f = ([x = 0, y = 0]: readonly number[]) => [0.5 + 0.2 * x, 0.2 - 0.4 * y];
    const half = (a: readonly number[], b: readonly number[]) => a.map((value, i) => (value + (b[i] ?? 0)) / 2);
    const first = f([1, 2]);
    const second = half(f(first), first);
    expectClose(returned.data, half(f(second), f(first)));
    expect(step.rows()).toBe(3);
  });

  it('stays at a root', async () => {
    const step = createLinearStep([0.625, -0.5], [0.5, -0.7], [0.2, -0.4]);
    const { returned } = await drain(AIDI.solve(step, 5));
    expectClose(returned.data, [0.625, -0.5]);
  });
});

describe('the secant step along the gradient', () => {
  it('predicts f exactly and minimises the residual along the line where f is linear', async () => {
    const step = createLinearStep([1, 2, -1], [0.5, -0.3, 0.2], [0.2, -0.4, 0.7]);
    const { returned, yielded } = await drain(GRADIENT_SECANT.solve(step, 1));
    const [, warm] = step.points;
    const here = await step.differentiate(warm ?? step.previous, { l1: 0, l2: 1, prior: 0, priorMean: 0 });
    const residualAt = async (length: number) => step.evaluate(combine(1, here.point, -length, here.gradient));
    // J^T r in closed form gives the exact length of the best step.
    const change = tensor(
      [3],
      here.gradient.data.map((value, i) => ([0.2, -0.4, 0.7][i] ?? 0) * -value + value),
    );
    const length = -dot(here.residual, change) / dot(change, change);
    const best = await residualAt(length);
    expectClose(returned.data, [...best.image.data], 1e-4);
    expect(yielded.at(-1)).toBeCloseTo(meanAbsolute(best.residual), 4);
    for (const other of [0.8 * length, 1.2 * length]) {
      const { residual } = await residualAt(other);
      expect(dot(residual, residual)).toBeGreaterThan(dot(best.residual, best.residual));
    }
  });

  it('finds the root in one step where the Jacobian is a multiple of the identity', async () => {
    const step = createLinearStep([1, 2], [0.6, -0.9], [0.4, 0.4]);
    const { returned } = await drain(GRADIENT_SECANT.solve(step, 1));
    expectClose(returned.data, [1, -1.5], 1e-4);
  });
});

describe('Anderson acceleration', () => {
  it('solves a linear equation of three unknowns in a few evaluations', async () => {
    const step = createLinearStep([1, 2, -1], [0.5, -0.3, 0.2], [0.2, -0.4, 0.7]);
    const { returned } = await drain(ANDERSON.solve(step, 8));
    expectClose(returned.data, [0.5 / 0.8, -0.3 / 1.4, 0.2 / 0.3], 1e-2);
  });
});

describe('accelerated AIDI', () => {
  it('stays at a root', async () => {
    const step = createLinearStep([0.625, -0.5], [0.5, -0.7], [0.2, -0.4]);
    const { returned } = await drain(AIDI_ACCELERATED.solve(step, 5));
    expectClose(returned.data, [0.625, -0.5]);
  });

  it('solves an equation of two unknowns with its window of four', async () => {
    const step = createLinearStep([1, 2], [0.5, 0.2], [0.2, -0.4]);
    const { returned } = await drain(AIDI_ACCELERATED.solve(step, 4));
    expectClose(returned.data, [0.5 / 0.8, 0.2 / 1.4], 5e-3);
  });
});

describe('ExactDPM', () => {
  it('steps by rho over drift along the residual, from DDIM inversion on', async () => {
    const step = createLinearStep([1, 2], [0.5, 0.2], [0.2, -0.4]);
    const coefficients = { ...step.coefficients, drift: 0.5 };
    await drain(EXACT_DPM.solve({ ...step, coefficients }, 2, { rho: 0.1 }));
    const [x, y] = [0.7, -0.6];
    expectClose(step.points[1]?.data ?? new Float32Array(), [x, y]);
    expectClose(step.points[2]?.data ?? new Float32Array(), [x + 0.2 * (0.5 - 0.8 * x), y + 0.2 * (0.2 - 1.4 * y)]);
  });

  it('stops at its tolerance', async () => {
    const step = createLinearStep([1], [0.5], [0.2]);
    const { yielded } = await drain(EXACT_DPM.solve(step, 100, { rho: 1 }));
    expect((yielded.at(-1) ?? 1) ** 2).toBeLessThan(1e-3);
    expect(step.rows()).toBeLessThan(8);
  });
});

it('EasyInv at eta 1 is DDIM inversion, and below it draws the latent back', async () => {
  const options = [
    [1, 2],
    [0.5, 0.2],
    [0.2, -0.4],
  ] as const;
  const stepAt = (level: number) => ({ ...createLinearStep(...options), level, levels: 4 });
  const ddim = await drain(DDIM.solve(stepAt(1), 1));
  const still = await drain(EASY_INV.solve(stepAt(1), 1, { eta: 1 }));
  expect(still.returned.data).toEqual(ddim.returned.data);
  expect((await drain(EASY_INV.solve(stepAt(2), 1))).returned.data).toEqual(ddim.returned.data);
  const { returned } = await drain(EASY_INV.solve(stepAt(1), 1, { eta: 0.5 }));
  expectClose(returned.data, [(0.7 + 1) / 2, (-0.6 + 2) / 2]);
});

it('noise alignment steps by its rate against the sign of the gradient', async () => {
  const step = createLinearStep([1, 2, 0.5], [0.5, 0.2, 0.1], [0.2, -0.4, 0.1]);
  await drain(NOISE_ALIGNMENT.solve(step, 2, { divergence: 0 }));
  // From f(z_prev) = (.7, -.6, .15): r = (-.06, 1.04, -.035), J^T r = (.048, -1.456, .0315).
  expectClose(step.points[2]?.data ?? new Float32Array(), [0.7 - 0.02, -0.6 + 0.02, 0.15 - 0.02]);
});
