/**
 * ChordEdit (Lu et al., arXiv 2602.19083): no inversion. The same noise is added to the photo at two levels, and the clean latents that source
 * and target words predict from it are compared:
 *   R(t) = x0hat(t, target) - x0hat(t, source),  u = (delta R(t) + t R(t - delta)) / (t + delta),  x <- x + u
 * The optional clean-up noises the result a little and denoises it once with the target words.
 */
import type { Tensor } from '../../tensor/tensor.ts';
import { combine, scale, subtract } from '../../diffusion/arithmetic.ts';
import { predictClean } from '../../diffusion/ddim.ts';
import { gaussianTensor } from '../../diffusion/random.ts';
import { checkCancelled } from '../../inversion/cancellation.ts';
import type { Conditioning } from '../ports.ts';
import type { BaselineInputs, BaselineResult } from './baseline.ts';

export interface ChordOptions {
  /** t and delta, parts of the noise range. */
  readonly time: number;
  readonly delta: number;
  /** Independent noises to average over; 4 rows each. */
  readonly noiseSamples: number;
  /** Part of the noise range for the clean-up; null leaves it out, else 1 more row. */
  readonly cleanUpTime: number | null;
}

const DEFAULTS: ChordOptions = { time: 0.9, delta: 0.15, noiseSamples: 1, cleanUpTime: 0.3 };

export async function editByChord(inputs: BaselineInputs, options: ChordOptions = DEFAULTS): Promise<BaselineResult> {
  const { denoiser, schedule, clean, source, target, random, signal } = inputs;
  const { time, delta, noiseSamples, cleanUpTime } = options;
  let rows = 0;

  const timestepAt = (part: number): number => Math.round((schedule.trainingSteps - 1) * part);
  async function denoiseAt(timestep: number, latent: Tensor, noise: Tensor, words: Conditioning): Promise<Tensor> {
    checkCancelled(signal);
    rows += 1;
    const sample = combine(schedule.alphaAt(timestep), latent, schedule.sigmaAt(timestep), noise);
    return predictClean(schedule, sample, await denoiser.predict(sample, timestep, words), timestep);
  }
  async function compareAt(timestep: number, noise: Tensor): Promise<Tensor> {
    const edited = await denoiseAt(timestep, clean, noise, target);
    return subtract(edited, await denoiseAt(timestep, clean, noise, source));
  }

  let transport = scale(0, clean);
  for (let i = 0; i < noiseSamples; i++) {
    const noise = gaussianTensor(clean.shape, random);
    const late = await compareAt(timestepAt(time), noise);
    const early = await compareAt(timestepAt(time - delta), noise);
    const chord = combine(delta / (time + delta), late, time / (time + delta), early);
    transport = combine(1, transport, 1 / noiseSamples, chord);
  }
  const moved = combine(1, clean, 1, transport);
  const latent =
    cleanUpTime === null
      ? moved
      : await denoiseAt(timestepAt(cleanUpTime), moved, gaussianTensor(clean.shape, random), target);
  return { latent, rows };
}
