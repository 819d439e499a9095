/** Each method's own formula, on equations that can be solved by hand. */
import { describe, expect, it } from 'vitest';
import { combine, dot, meanAbsolute } from '../diffusion/arithmetic.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
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
import { autocorrelationGradient, divergenceGradient } from './renoise-regularisation.ts';
import { createRandomGenerator, gaussianTensor } from '../diffusion/random.ts';
import { AIDI } from './aidi.ts';
import { RENOISE } from './renoise.ts';
import { RNRI, RNRI_FLOORED } from './rnri.ts';
import { RNRI_RELEASED } from './rnri-released.ts';
import { drain } from '../testing/drain.ts';
import { createLinearStep } from './testing/linear-step.ts';

function expectClose(actual: Float32Array, expected: readonly number[], tolerance = 1e-5): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? 0))).toBeLessThan(tolerance));
}

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

describe("ReNoise's regularisation", () => {
  const random = createRandomGenerator(3);
  const noise = gaussianTensor([1, 2, 16, 16], random);
  const reference = gaussianTensor([1, 2, 16, 16], random);
  const direction = gaussianTensor([1, 2, 16, 16], random);

  /** The objectives written out, in double precision. */
  function divergenceOf({ data }: Tensor): number {
    let sum = 0;
    for (let channel = 0; channel < 2; channel++) {
      for (let patch = 0; patch < 16; patch++) {
        const valuesOf = (values: Float32Array) =>
          Array.from({ length: 16 }, (_, i) => {
            const [y, x] = [4 * Math.floor(patch / 4) + Math.floor(i / 4), 4 * (patch % 4) + (i % 4)];
            return values[(channel * 16 + y) * 16 + x] ?? 0;
          });
        const moments = [data, reference.data].map((values) => {
          const list = valuesOf(values);
          const mean = list.reduce((a, b) => a + b, 0) / 16;
          return { mean, variance: list.reduce((a, b) => a + (b - mean) ** 2, 0) / 15 };
        });
        const [own = { mean: 0, variance: 1 }, wanted = own] = moments;
        const [v0, v1] = [own.variance, wanted.variance + 1e-6];
        sum += Math.abs(Math.log(v1 / (v0 + 1e-6)) + (v0 + (own.mean - wanted.mean) ** 2) / v1 - 1);
      }
    }
    return sum;
  }

  it('follows the slope of the divergence of its patches', () => {
    const h = 1e-2;
    const difference =
      (divergenceOf(combine(1, noise, h, direction)) - divergenceOf(combine(1, noise, -h, direction))) / (2 * h);
    expect(dot(divergenceGradient(noise, reference), direction) / difference).toBeCloseTo(1, 2);
  });

  it('follows the slope of the autocorrelation over its pyramid', () => {
    // 16 and 8 pixels, both axes: the same shifts for every draw.
    const shifts = [3, 5, 1, 2];
    const fixed = () => {
      let next = 0;
      const sizes = [16, 16, 8, 8];
      return {
        gaussian: () => 0,
        uniform: () => {
          const i = next++ % 4;
          return ((shifts[i] ?? 0) + 0.5) / ((sizes[i] ?? 1) / 2);
        },
      };
    };
    const value = ({ data }: Tensor): number => {
      let sum = 0;
      for (let channel = 0; channel < 2; channel++) {
        const full = (y: number, x: number) => data[(channel * 16 + (y & 15)) * 16 + (x & 15)] ?? 0;
        const half = (y: number, x: number) => {
          const [top, left] = [2 * (y & 7), 2 * (x & 7)];
          return (full(top, left) + full(top, left + 1) + full(top + 1, left) + full(top + 1, left + 1)) / 4;
        };
        for (const [at, size, down, right] of [
          [full, 16, 3, 5],
          [half, 8, 1, 2],
        ] as const) {
          const means = [0, 0];
          for (let i = 0; i < size * size; i++) {
            const [y, x] = [Math.floor(i / size), i % size];
            means[0] = (means[0] ?? 0) + (at(y, x) * at(y - down, x)) / size ** 2;
            means[1] = (means[1] ?? 0) + (at(y, x) * at(y, x - right)) / size ** 2;
          }
          sum += (means[0] ?? 0) ** 2 + (means[1] ?? 0) ** 2;
        }
      }
      return sum;
    };
    const h = 1e-2;
    const difference = (value(combine(1, noise, h, direction)) - value(combine(1, noise, -h, direction))) / (2 * h);
    expect(dot(autocorrelationGradient(noise, fixed()), direction) / difference).toBeCloseTo(1, 2);
  });
});

describe('the noise correction of ReNoise', () => {
  /** One step of a process that takes noise: f = target + slope (z - ...) as `createLinearStep` has it, and `fresh` of the recorded noise. */
  const createNoisyStep = (fresh: number) => {
    const step = createLinearStep([1, 2, -1, 0], [0.5, 1.4, -1, 0.3], [0.2, 0.4, 0, 0]);
    return { ...step, coefficients: { ...step.coefficients, fresh } };
  };
  const point = tensor([4], Float32Array.of(1, 2, -1, 0.5));
  const recorded = tensor([4], Float32Array.of(0.1, -0.2, 0.3, 0));
  const correct = (fresh: number, correction: number) =>
    RENOISE.correctNoise?.(createNoisyStep(fresh), point, recorded, { correction });

  it('goes ten lengths towards the noise by which the point would be a root', async () => {
    const { residual } = await createNoisyStep(0.5).evaluate(point);
    const needed = combine(1, recorded, -2, residual);
    const gap = combine(1, needed, -1, recorded);
    const distance = Math.sqrt(dot(gap, gap));
    // Lengths are of 16384 numbers: of 4 they are the root of their share as long.
    const correction = (0.05 * distance) / Math.sqrt(4 / 16_384);
    expectClose((await correct(0.5, correction))?.data ?? new Float32Array(), [...combine(1, recorded, 0.5, gap).data]);
    // Where it would be passed, the moves turn.
    const long = await correct(0.5, 6 * correction);
    expectClose(long?.data ?? new Float32Array(), [...combine(1, recorded, 1.2, gap).data]);
  });

  it('leaves the noise of a step that takes none, and at a length of 0', async () => {
    expect(await correct(0, 1.8)).toBe(recorded);
    expect(await correct(0.5, 0)).toBe(recorded);
  });
});
