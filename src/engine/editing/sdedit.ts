import { combine } from '../diffusion/arithmetic.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import { samplePlain } from './sample-plain.ts';
import type { BaselineInputs, BaselineResult } from './baseline.ts';

/** SDEdit (Meng et al. 2022): noise the photo to a level, then denoise it with the target words. `strength` 0..1 is the part of the steps. */
export async function editByNoising(inputs: BaselineInputs, strength = 0.75): Promise<BaselineResult> {
  const { denoiser, schedule, clean, target, random, signal } = inputs;
  const steps = Math.max(1, Math.round(strength * inputs.timesteps.length));
  const timesteps = inputs.timesteps.slice(-steps);
  const level = timesteps[0] ?? 0;
  const noise = gaussianTensor(clean.shape, random);
  const start = combine(schedule.alphaAt(level), clean, schedule.sigmaAt(level), noise);
  return samplePlain({ denoiser, schedule, timesteps, start, conditioning: target, signal });
}
