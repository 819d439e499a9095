import type { Denoiser } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { predictGuided } from '../diffusion/classifier-free-guidance.ts';
import { checkCancelled } from '../cancellation.ts';
import type { Prompt } from './editor.ts';

/** Predictions of one step of an editor without inversion, counted. */
export interface PromptPredictor {
  /** eps(x, t) by a prompt, guided where the prompt says so. Throws `run/cancelled`. */
  predict(sample: Tensor, timestep: number, prompt: Prompt): Promise<Tensor>;
  /** Rows so far. */
  rows(): number;
}

export function createPromptPredictor(denoiser: Denoiser, signal: AbortSignal): PromptPredictor {
  let rows = 0;
  return {
    async predict(sample, timestep, { conditioning }) {
      checkCancelled(signal);
      const predicted = await predictGuided(denoiser, sample, timestep, conditioning);
      rows += predicted.rows;
      return predicted.noise;
    },
    rows: () => rows,
  };
}
