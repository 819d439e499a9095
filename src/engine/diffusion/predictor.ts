import { checkCancelled } from '../cancellation.ts';
import type { Conditioning, Denoiser } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { predictGuided } from './classifier-free-guidance.ts';

/** Predictions of one run, counted. */
export interface Predictor {
  /** eps(x, t), guided where the conditioning says so. Throws `run/cancelled`. */
  predict(sample: Tensor, timestep: number, conditioning: Conditioning): Promise<Tensor>;
  /** UNet rows so far. */
  rows(): number;
}

export function createPredictor(denoiser: Pick<Denoiser, 'predict'>, signal: AbortSignal): Predictor {
  let rows = 0;
  return {
    async predict(sample, timestep, conditioning) {
      checkCancelled(signal);
      const predicted = await predictGuided(denoiser, sample, timestep, conditioning);
      rows += predicted.rows;
      return predicted.noise;
    },
    rows: () => rows,
  };
}
