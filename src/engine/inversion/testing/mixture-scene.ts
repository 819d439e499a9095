/** A small mixture to invert and edit in: latents of 4 x 4 x 4, timesteps of a four-step LCM. */
import type { Conditioning } from '../../ports.ts';
import { tensor } from '../../tensor/tensor.ts';
import { combine, scale } from '../../diffusion/arithmetic.ts';
import { createNoiseSchedule } from '../../diffusion/noise-schedule.ts';
import { createRandomGenerator, gaussianTensor } from '../../diffusion/random.ts';
import { createGaussianMixture } from './gaussian-mixture.ts';

export const LATENT_SHAPE = [1, 4, 4, 4] as const;
export const TIMESTEPS_ASCENDING = [259, 499, 759, 999] as const;

export function createMixtureScene(seed = 5) {
  const schedule = createNoiseSchedule();
  const random = createRandomGenerator(seed);
  const draw = () => gaussianTensor(LATENT_SHAPE, random);
  // Means near one another keep several components in play at once, so that eps is far from linear.
  const means = [draw(), draw(), draw()].map((mean) => scale(0.25, mean));
  const [first = draw(), second = draw(), third = draw()] = means;
  const denoiser = createGaussianMixture(schedule, [
    { mean: first, variance: 0.3, tokenIds: [11] },
    { mean: second, variance: 0.25, tokenIds: [12] },
    { mean: third, variance: 0.4, tokenIds: [13] },
  ]);
  const clean = combine(1, first, Math.sqrt(0.3), draw());
  return { schedule, denoiser, clean, conditioning: conditionOn([]), random };
}

/** Conditioning on the given tokens. */
export function conditionOn(tokenIds: readonly number[]): Conditioning {
  return {
    hiddenStates: tensor(
      [1, 8, 1],
      Float32Array.from({ length: 8 }, (_, i) => tokenIds[i] ?? 0),
    ),
    guidance: 1,
  };
}
