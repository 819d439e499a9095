import { describe, expect, it } from 'vitest';
import { at } from '../at.ts';
import { combine, dot, scale } from '../diffusion/arithmetic.ts';
import { createRandomGenerator, gaussianTensor } from '../diffusion/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { SEED_CENTROIDS, SEED_PATHS } from './mixtures.ts';
import { logGamma, normDensity } from './norm-density.ts';
import { addPathLikelihood } from './path-likelihood.ts';
import { spanOf } from './span.ts';

const SHAPE = [1, 4, 8, 8];
const SIZE = 256;
const random = createRandomGenerator(11);
const noise = () => gaussianTensor(SHAPE, random);
const normOf = (x: Tensor) => Math.sqrt(dot(x, x));
const differenceOf = (x: Tensor, y: Tensor) => normOf(combine(1, x, -1, y)) / normOf(y);
const [a, b] = [noise(), noise()];

describe('the density of a seed’s length', () => {
  it('knows the Gamma function', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
    expect(logGamma(1)).toBeCloseTo(0, 12);
    expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 11);
  });

  it.each([2, 3, 256])('has an integral of 1 in %i dimensions', (dimensions) => {
    const { log } = normDensity(dimensions);
    const step = 1e-3;
    let integral = 0;
    for (let r = step / 2; r < 40; r += step) integral += Math.exp(log(r)) * step;
    expect(integral).toBeCloseTo(1, 4);
  });

  it('is largest at its mode, and its slope is that of its logarithm', () => {
    const { log, slope, mode } = normDensity(SIZE);
    expect(slope(mode)).toBeCloseTo(0, 10);
    expect(slope(12)).toBeCloseTo((log(12 + 1e-5) - log(12 - 1e-5)) / 2e-5, 6);
  });
});

describe('the span of seeds', () => {
  it('keeps lengths and angles, and gives the seeds back', () => {
    const { coordinates, lift } = spanOf([a, b]);
    const [x = [], y = []] = coordinates;
    expect(Math.hypot(...x)).toBeCloseTo(normOf(a), 4);
    expect(x.reduce((sum, value, k) => sum + value * at(y, k), 0)).toBeCloseTo(dot(a, b), 3);
    expect(differenceOf(lift(y), b)).toBeLessThan(1e-6);
  });

  it('of two parallel seeds is a line', () => {
    expect(at(spanOf([a, scale(-2, a)]).coordinates, 0)).toHaveLength(1);
  });
});

it('the slope of a path’s likelihood is that of finite differences', () => {
  const values = Float64Array.from({ length: 10 }, () => 8 * random.gaussian());
  const path = { values, dimensions: 2, starts: [0, 2, 4, 6, 8] };
  const density = normDensity(SIZE);
  const longest = 9;
  const slope = new Float64Array(10);
  addPathLikelihood(path, density, longest, slope);
  for (const index of values.keys()) {
    const moved = (by: number) => {
      const other = values.slice();
      other[index] = at(values, index) + by;
      return addPathLikelihood({ ...path, values: other }, density, longest, new Float64Array(10));
    };
    expect(at(slope, index)).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 3);
  }
});

describe.each(Object.entries(SEED_PATHS))('the %s path', (id, path) => {
  const points = path(a, b, 5);

  it('goes from the one seed to the other', () => {
    expect(points).toHaveLength(5);
    expect(differenceOf(at(points, 0), a)).toBeLessThan(1e-5);
    expect(differenceOf(at(points, 4), b)).toBeLessThan(1e-5);
  });

  it('between a seed and itself is that seed, or longer where the two are taken for independent', () => {
    const longer = id === 'gaussian' ? Math.SQRT2 : 1;
    expect(differenceOf(at(path(a, a, 3), 1), scale(longer, a))).toBeLessThan(1e-5);
  });
});

it.each([
  ['linear', Math.SQRT1_2],
  ['slerp', 1],
  ['gaussian', 1],
  ['norm-guided', 1],
] as const)('half way on the %s path a seed has %d of the length of noise', (id, share) => {
  const middle = at(SEED_PATHS[id](a, b, 3), 1);
  expect(Math.abs(normOf(middle) / normDensity(SIZE).mode - share)).toBeLessThan(0.1);
});

describe('the middle of several seeds', () => {
  const seeds = [a, b, noise(), noise()];

  it.each(['gaussian', 'norm-guided'] as const)('is as long as noise, and equally near to all (%s)', (id) => {
    const middle = SEED_CENTROIDS[id](seeds);
    expect(Math.abs(normOf(middle) / normDensity(SIZE).mode - 1)).toBeLessThan(0.08);
    const near = seeds.map((seed) => dot(seed, middle) / (normOf(seed) * normOf(middle)));
    expect(Math.min(...near)).toBeGreaterThan(0.35);
  });

  it('is their mean, which is half as long, without that', () => {
    expect(normOf(SEED_CENTROIDS.mean(seeds)) / normDensity(SIZE).mode).toBeCloseTo(0.5, 1);
  });

  it.each(Object.entries(SEED_CENTROIDS))('of one seed alone lies along it (%s)', (_, centroid) => {
    const middle = centroid([a]);
    expect(dot(middle, a) / (normOf(middle) * normOf(a))).toBeCloseTo(1, 5);
  });
});
