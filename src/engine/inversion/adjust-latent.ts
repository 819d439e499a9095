import type { Tensor } from '../tensor/tensor.ts';
import { checkCancelled } from '../cancellation.ts';
import { combine } from '../diffusion/arithmetic.ts';
import { predictGuided } from '../diffusion/classifier-free-guidance.ts';
import { stepDdim } from '../diffusion/ddim.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import type { InversionInputs } from './method.ts';

/** The two noisiest of img2img's steps at a strength of 0.05 of 50, as in the authors' program. */
const LEVELS = [21, 1] as const;

/**
 * Prompt-aware adjustment (Samuel et al., arXiv 2312.12540, section 4.2): a little noise, taken off again by the photo's words under their
 * guidance, moves the photo's latent to where the model expects a picture of them. The result is a little other than the photo.
 */
export async function adjustLatent({
  denoiser,
  schedule,
  conditioning,
  clean,
  random,
  signal,
}: Omit<InversionInputs, 'timesteps'>): Promise<{ readonly latent: Tensor; readonly rows: number }> {
  const [noisiest] = LEVELS;
  const fresh = gaussianTensor(clean.shape, random);
  let latent = combine(schedule.alphaAt(noisiest), clean, schedule.sigmaAt(noisiest), fresh);
  let rows = 0;
  for (const [index, timestep] of LEVELS.entries()) {
    checkCancelled(signal);
    const predicted = await predictGuided(denoiser, latent, timestep, conditioning);
    rows += predicted.rows;
    const next = LEVELS[index + 1] ?? CLEAN_LEVEL;
    latent = stepDdim({ schedule, sample: latent, noise: predicted.noise, timestep, next }).sample;
  }
  return { latent, rows };
}
