import { describe, expect, it } from 'vitest';
import { combine, meanAbsolute, scale, subtract } from '../diffusion/arithmetic.ts';
import { stepDdim } from '../diffusion/ddim.ts';
import { CLEAN_LEVEL, createNoiseSchedule } from '../diffusion/noise-schedule.ts';
import { createRandomGenerator } from '../diffusion/random.ts';
import type { InversionStart } from '../../protocol/inversions.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { createInverseStep, explainingNoise, inverseStepCoefficients } from './inverse-step.ts';
import { createMixtureScene } from './testing/mixture-scene.ts';

const schedule = createNoiseSchedule();
const ALONE = { level: 1, levels: 1, process: 'ddim', recorded: null, random: createRandomGenerator(1) } as const;

describe('the inverse step', () => {
  it.each([
    [CLEAN_LEVEL, 259],
    [259, 499],
    [759, 999],
  ])(
    'from %i to %i undoes the DDIM step: the prediction at the root leads back',
    async (previousTimestep, timestep) => {
      const { denoiser, clean, conditioning } = createMixtureScene();
      const signal = new AbortController().signal;
      const step = createInverseStep({
        denoiser,
        schedule,
        conditioning,
        previous: clean,
        noises: [],
        startsAt: 'previous',
        ...ALONE,
        clean,
        previousTimestep,
        timestep,
        signal,
      });
      let point = clean;
      for (let i = 0; i < 200; i++) point = (await step.evaluate(point)).image;
      const noise = await denoiser.predict(point, timestep, conditioning);
      const { sample } = stepDdim({ schedule, sample: point, noise, timestep, next: previousTimestep });
      expect(meanAbsolute(subtract(sample, clean))).toBeLessThan(1e-5);
      expect(step.rows()).toBe(200);
    },
  );

  it('has the coefficients of f and the variance of the forward step', () => {
    const { drift, noise, variance } = inverseStepCoefficients(schedule, 259, 499);
    expect(drift).toBeCloseTo(0.526943 / 0.811773, 5);
    expect(noise).toBeCloseTo(0.8499 - (0.526943 * 0.583973) / 0.811773, 5);
    expect(variance).toBeCloseTo(1 - 0.2776697 / 0.6589755, 6);
  });

  it('from the clean level is a_t z_0 + s_t eps', () => {
    const { drift, noise } = inverseStepCoefficients(schedule, CLEAN_LEVEL, 259);
    expect(drift).toBe(schedule.alphaAt(259));
    expect(noise).toBe(schedule.sigmaAt(259));
  });

  it('gives back the noise that led to a point', () => {
    const { clean } = createMixtureScene();
    const coefficients = inverseStepCoefficients(schedule, 259, 499);
    const eps = scale(0.3, clean);
    const point = combine(coefficients.drift, clean, coefficients.noise, eps);
    expect(meanAbsolute(subtract(explainingNoise(coefficients, clean, point), eps))).toBeLessThan(1e-6);
  });

  it('begins at z_prev, then where the last noise leads, then half as far again as the noise changed', () => {
    const { denoiser, clean, conditioning } = createMixtureScene();
    const [first, second] = [scale(0.2, clean), scale(0.6, clean)];
    const startOf = (noises: readonly Tensor[], startsAt: InversionStart = 'predicted') => {
      const levels = {
        previous: clean,
        noises,
        startsAt,
        clean,
        previousTimestep: 499,
        timestep: 759,
        ...ALONE,
      } as const;
      const signal = new AbortController().signal;
      const step = createInverseStep({ denoiser, schedule, conditioning, ...levels, signal });
      return noises.length === 0 || startsAt === 'previous'
        ? step.start
        : explainingNoise(step.coefficients, clean, step.start);
    };
    expect(startOf([])).toBe(clean);
    expect(startOf([first, second], 'previous')).toBe(clean);
    expect(meanAbsolute(subtract(startOf([first]), first))).toBeLessThan(1e-6);
    expect(meanAbsolute(subtract(startOf([first, second]), scale(0.8, clean)))).toBeLessThan(1e-6);
  });

  it('counts a run with gradient as two rows', async () => {
    const { denoiser, clean, conditioning } = createMixtureScene();
    const signal = new AbortController().signal;
    const levels = {
      previous: clean,
      noises: [],
      startsAt: 'previous',
      clean,
      previousTimestep: CLEAN_LEVEL,
      timestep: 259,
      ...ALONE,
    } as const;
    const step = createInverseStep({ denoiser, schedule, conditioning, ...levels, signal });
    await step.evaluate(clean);
    await step.differentiate(clean, { l1: 1, l2: 0, prior: 0, priorMean: 0 });
    expect(step.rows()).toBe(3);
  });
});
