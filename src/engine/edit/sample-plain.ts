import type { Conditioning, Denoiser } from './ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { stepDdim } from '../diffusion/ddim.ts';
import { CLEAN_LEVEL, type NoiseSchedule } from '../diffusion/noise-schedule.ts';
import { checkCancelled } from '../inversion/cancellation.ts';

export interface SamplePlainOptions {
  readonly denoiser: Denoiser;
  readonly schedule: NoiseSchedule;
  /** Noisiest first; `start` is at the first of them. */
  readonly timesteps: readonly number[];
  readonly start: Tensor;
  readonly conditioning: Conditioning;
  readonly signal: AbortSignal;
}

/** DDIM sampling of one row down to the clean latent; as many rows as timesteps. Throws `run/cancelled`. */
export async function samplePlain(options: SamplePlainOptions): Promise<Tensor> {
  const { denoiser, schedule, timesteps, start, conditioning, signal } = options;
  let sample = start;
  for (const [index, timestep] of timesteps.entries()) {
    checkCancelled(signal);
    const noise = await denoiser.predict(sample, timestep, conditioning);
    sample = stepDdim({ schedule, sample, noise, timestep, next: timesteps[index + 1] ?? CLEAN_LEVEL }).sample;
  }
  return sample;
}
