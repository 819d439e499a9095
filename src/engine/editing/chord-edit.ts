/**
 * ChordEdit (Lu et al., arXiv 2602.19083): no inversion. The same noise is added to the photo at two levels, and the clean latents that source
 * and target words predict from it are compared:
 *   R(t) = x0hat(t, target) - x0hat(t, source),  u = (delta R(t) + t R(t - delta)) / (t + delta),  x <- x + u
 * The optional clean-up noises the result a little and denoises it once with the target words.
 */
import type { Tensor } from '../tensor/tensor.ts';
import { combine, scale, subtract } from '../diffusion/arithmetic.ts';
import { predictClean } from '../diffusion/ddim.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import { checkCancelled } from '../cancellation.ts';
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

export interface ChordProgress {
  /** UNet rows done, out of `rows`. */
  readonly row: number;
  readonly rows: number;
}

/** Runs the method to its end. */
export async function editByChord(inputs: BaselineInputs, options: ChordOptions = DEFAULTS): Promise<BaselineResult> {
  const steps = stepChord(inputs, options);
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  return next.value;
}

/** The same row by row, for a caller that shows progress or lets others run in between. Throws `run/cancelled`. */
export async function* stepChord(
  inputs: BaselineInputs,
  options: ChordOptions = DEFAULTS,
): AsyncGenerator<ChordProgress, BaselineResult, void> {
  const { denoiser, schedule, clean, source, target, random, signal } = inputs;
  const { time, delta, noiseSamples, cleanUpTime } = options;
  const rows = 4 * noiseSamples + (cleanUpTime === null ? 0 : 1);
  let row = 0;

  const timestepAt = (part: number): number => Math.round((schedule.trainingSteps - 1) * part);
  async function* denoiseAt(
    timestep: number,
    latent: Tensor,
    noise: Tensor,
    words: Conditioning,
  ): AsyncGenerator<ChordProgress, Tensor, void> {
    checkCancelled(signal);
    const sample = combine(schedule.alphaAt(timestep), latent, schedule.sigmaAt(timestep), noise);
    const denoised = predictClean(schedule, sample, await denoiser.predict(sample, timestep, words), timestep);
    row += 1;
    yield { row, rows };
    return denoised;
  }
  async function* compareAt(timestep: number, noise: Tensor): AsyncGenerator<ChordProgress, Tensor, void> {
    const edited = yield* denoiseAt(timestep, clean, noise, target);
    return subtract(edited, yield* denoiseAt(timestep, clean, noise, source));
  }

  let transport = scale(0, clean);
  for (let i = 0; i < noiseSamples; i++) {
    const noise = gaussianTensor(clean.shape, random);
    const late = yield* compareAt(timestepAt(time), noise);
    const early = yield* compareAt(timestepAt(time - delta), noise);
    const chord = combine(delta / (time + delta), late, time / (time + delta), early);
    transport = combine(1, transport, 1 / noiseSamples, chord);
  }
  const moved = combine(1, clean, 1, transport);
  const latent =
    cleanUpTime === null
      ? moved
      : yield* denoiseAt(timestepAt(cleanUpTime), moved, gaussianTensor(clean.shape, random), target);
  return { latent, rows };
}
