import type { Conditioning, Denoiser } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { predictGuided } from '../diffusion/classifier-free-guidance.ts';
import { stepDdim } from '../diffusion/ddim.ts';
import { CLEAN_LEVEL, type NoiseSchedule } from '../diffusion/noise-schedule.ts';
import { checkCancelled } from '../cancellation.ts';
import type { EditorProgress } from './editor.ts';

export interface SamplePlainOptions {
  readonly denoiser: Denoiser;
  readonly schedule: NoiseSchedule;
  /** Noisiest first; `start` is at the first of them. */
  readonly timesteps: readonly number[];
  readonly start: Tensor;
  readonly conditioning: Conditioning;
  readonly signal: AbortSignal;
}

export interface SampledPlain {
  /** The clean latent. */
  readonly latent: Tensor;
  readonly rows: number;
}

/**
 * DDIM sampling of one picture: as many rows as timesteps, or twice as many under guidance by an empty prompt. Yields after every step;
 * throws `run/cancelled` when `signal` aborts.
 */
export async function* samplePlain(options: SamplePlainOptions): AsyncGenerator<EditorProgress, SampledPlain, void> {
  const { denoiser, schedule, timesteps, start, conditioning, signal } = options;
  let latent = start;
  let rows = 0;
  for (const [index, timestep] of timesteps.entries()) {
    checkCancelled(signal);
    const predicted = await predictGuided(denoiser, latent, timestep, conditioning);
    rows += predicted.rows;
    const next = timesteps[index + 1] ?? CLEAN_LEVEL;
    const step = stepDdim({ schedule, sample: latent, noise: predicted.noise, timestep, next });
    latent = step.sample;
    yield { done: index + 1, clean: step.clean };
  }
  return { latent, rows };
}
