import type { Conditioning, Denoiser } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { meanSquare } from '../diffusion/arithmetic.ts';
import { CLEAN_LEVEL, type NoiseSchedule } from '../diffusion/noise-schedule.ts';
import { relay } from '../generators.ts';
import { createInverseStep, explainingNoise } from './inverse-step.ts';
import type { InversionStart } from '../../protocol/inversions.ts';
import type { InversionMethod, Parameters } from './method.ts';

export interface InvertOptions {
  readonly denoiser: Denoiser;
  readonly schedule: NoiseSchedule;
  readonly method: InversionMethod;
  readonly iterations: number;
  readonly start: InversionStart;
  /** `InversionMethod.parameters` to change. */
  readonly parameters?: Parameters;
  readonly conditioning: Conditioning;
  /** z_0, [1, channels, height, width]. */
  readonly clean: Tensor;
  /** Timesteps to invert through, least noisy first. */
  readonly timesteps: readonly number[];
  readonly signal: AbortSignal;
}

export interface InversionProgress {
  /** Index into the timesteps. */
  readonly step: number;
  readonly iteration: number;
  /** mean |f(z) - z|. */
  readonly residual: number;
}

export interface Inversion {
  /** z_0 (clean) and the latent at each timestep, least noisy first: one more than there are timesteps. */
  readonly trajectory: readonly Tensor[];
  /** Residuals per step. */
  readonly residuals: readonly (readonly number[])[];
  /** UNet rows; a gradient run counts 2. */
  readonly rows: number;
  /** Mean square of the noise that leads from the clean latent to the least noisy level: `explainingNoise`. */
  readonly noiseEnergy: number;
}

/** Inverts a clean latent level by level. Throws `run/cancelled` when `signal` aborts. */
export async function* invertLatent(options: InvertOptions): AsyncGenerator<InversionProgress, Inversion, void> {
  const { method, iterations, start: startsAt, parameters, clean, timesteps, ...context } = options;
  const trajectory: Tensor[] = [clean];
  const residuals: number[][] = [];
  let rows = 0;
  const noises: Tensor[] = [];
  let previous = clean;
  let previousTimestep = CLEAN_LEVEL;
  for (const [index, timestep] of timesteps.entries()) {
    const step = createInverseStep({ ...context, clean, previous, noises, startsAt, previousTimestep, timestep });
    const reported: number[] = [];
    const point = yield* relay(method.solve(step, iterations, parameters), function* (residual) {
      yield { step: index, iteration: reported.length, residual };
      reported.push(residual);
    });
    residuals.push(reported);
    rows += step.rows();
    noises.push(explainingNoise(step.coefficients, previous, point));
    previous = point;
    previousTimestep = timestep;
    trajectory.push(previous);
  }
  const [first] = noises;
  return { trajectory, residuals, rows, noiseEnergy: first === undefined ? 0 : meanSquare(first) };
}
