import { describe, expect, it } from 'vitest';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { combine } from './arithmetic.ts';
import { noiseToSignal, splitAncestral } from './euler-ancestral.ts';
import { boundaryScalings } from './lcm.ts';
import { CLEAN_LEVEL, createNoiseSchedule } from './noise-schedule.ts';
import { createRandomGenerator } from './random.ts';
import { SAMPLERS } from './samplers.ts';

const schedule = createNoiseSchedule();
const sample = tensor([1, 1, 2, 2], Float32Array.of(0.3, -1.2, 0.7, 1.5));
const noise = tensor([1, 1, 2, 2], Float32Array.of(-0.4, 0.9, 1.1, -0.2));

/** A generator that hands out the given normals. */
function replay(values: readonly number[]) {
  let next = 0;
  return { uniform: () => 0, gaussian: () => values[next++] ?? 0 };
}

function expectClose(actual: Tensor, expected: readonly number[]): void {
  expect(actual.data).toHaveLength(expected.length);
  actual.data.forEach((value, i) =>
    expect(Math.abs(value - (expected[i] ?? 0))).toBeLessThan(2e-5 * Math.abs(expected[i] ?? 1)),
  );
}

describe('samplers', () => {
  it('step as the LCM scheduler of diffusers', () => {
    const random = replay([0.5, -0.6, 0.1, 0.2]);
    const result = SAMPLERS.lcm({ schedule, sample, noise, timestep: 759, next: 499, random });
    expectClose(result.sample, [2.01480508, -5.29780722, -0.77033186, 4.07812119]);
    expectClose(result.clean, [3.01712584, -9.08611107, -1.62317574, 7.41662264]);
  });

  it('step as the DDIM scheduler of diffusers', () => {
    const result = SAMPLERS.ddim({ schedule, sample, noise, timestep: 501, next: 481 });
    expectClose(result.sample, [0.33751374, -1.30984545, 0.67073321, 1.58417296]);
    expectClose(result.clean, [1.22155607, -3.74963856, -0.45121192, 3.1851325]);
  });

  it('step as the Euler ancestral scheduler of diffusers, in VP form', () => {
    const random = replay([0.5, -0.6, 0.1, 0.2]);
    const result = SAMPLERS['euler-ancestral']({ schedule, sample, noise, timestep: 749, next: 499, random });
    expectClose(result.sample, [1.7807039, -4.75928497, -0.36831731, 3.8408227]);
  });

  it('all end at the clean latent that the last prediction implies', () => {
    for (const step of Object.values(SAMPLERS)) {
      const random = createRandomGenerator(0);
      const { sample: last, clean } = step({ schedule, sample, noise, timestep: 259, next: CLEAN_LEVEL, random });
      expectClose(last, [...clean.data]);
    }
  });

  it('recover the clean latent exactly when the prediction is the true noise', () => {
    const clean = tensor([1, 1, 2, 2], Float32Array.of(0.1, 0.2, -0.3, 0.4));
    const noised = combine(schedule.alphaAt(499), clean, schedule.sigmaAt(499), noise);
    const step = { schedule, sample: noised, noise, timestep: 499, next: 259, random: createRandomGenerator(0) };
    expectClose(SAMPLERS.ddim(step).clean, [...clean.data]);
  });
});

it('the ancestral split has the reference sigmas of four trailing steps', () => {
  const table = [
    [999, 749, 3.9193037798533163, 1.1399879297241486],
    [749, 499, 1.4816256069112863, 0.6373283586353293],
    [499, 249, 0.6259142010907794, 0.29793362642705423],
  ] as const;
  for (const [from, to, up, down] of table) {
    const split = splitAncestral(noiseToSignal(schedule, from), noiseToSignal(schedule, to));
    expect(split.up).toBeCloseTo(up, 12);
    expect(split.down).toBeCloseTo(down, 12);
  }
});

it('the boundary scalings give the sample itself at timestep 0 and the prediction far from it', () => {
  expect(boundaryScalings(0)).toEqual({ skip: 1, out: 0 });
  expect(boundaryScalings(259).skip).toBeLessThan(1.3e-7);
  expect(boundaryScalings(259).out).toBeCloseTo(1, 6);
});
