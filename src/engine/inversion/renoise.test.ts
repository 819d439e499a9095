import { describe, expect, it } from 'vitest';
import { combine, dot } from '../diffusion/arithmetic.ts';
import { createRandomGenerator, gaussianTensor } from '../diffusion/random.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { RENOISE } from './renoise.ts';
import { autocorrelationGradient, divergenceGradient } from './renoise-regularisation.ts';
import { expectClose } from './testing/expect-close.ts';
import { createLinearStep } from './testing/linear-step.ts';

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
