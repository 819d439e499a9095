import type { Tensor } from '../tensor/tensor.ts';
import type { NoiseSchedule } from '../diffusion/noise-schedule.ts';
import type { RandomGenerator } from '../diffusion/random.ts';
import type { Conditioning, Denoiser } from '../ports.ts';

export interface BaselineInputs {
  readonly denoiser: Denoiser;
  readonly schedule: NoiseSchedule;
  /** Noisiest first. */
  readonly timesteps: readonly number[];
  /** Latent of the photo. */
  readonly clean: Tensor;
  readonly source: Conditioning;
  readonly target: Conditioning;
  readonly random: RandomGenerator;
  readonly signal: AbortSignal;
}

export interface BaselineResult {
  /** Clean latent of the edited picture. */
  readonly latent: Tensor;
  /** UNet rows. */
  readonly rows: number;
}

export type BaselineId = 'sdedit' | 'no-control' | 'chord-edit';

export interface Baseline {
  readonly label: string;
  run(inputs: BaselineInputs): Promise<BaselineResult>;
}
