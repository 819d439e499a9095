import type { Conditioning, Denoiser } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { combine } from './arithmetic.ts';

export interface GuidedNoise {
  readonly noise: Tensor;
  /** UNet rows that guidance added: 1 or 0. */
  readonly rows: number;
}

/**
 * Classifier-free guidance (Ho & Salimans 2022, arXiv 2207.12598, equation 6, in the form of Stable Diffusion's scales):
 *   eps = eps_empty + w (eps_words - eps_empty)
 * `noise` is eps_words, [1, channels, height, width], however it was predicted: Prompt-to-Prompt changes the attention of the words alone.
 * Conditioning without an empty prompt, and w = 1, give `noise` back and run nothing.
 */
export async function guideNoise(
  denoiser: Pick<Denoiser, 'predict'>,
  noise: Tensor,
  sample: Tensor,
  timestep: number,
  { empty, guidance }: Conditioning,
): Promise<GuidedNoise> {
  if (empty === undefined || guidance === 1) return { noise, rows: 0 };
  const without = await denoiser.predict(sample, timestep, { ...empty, guidance: 1 });
  return { noise: combine(1 - guidance, without, guidance, noise), rows: 1 };
}

/** `predict` under guidance: 1 row, or 2. */
export async function predictGuided(
  denoiser: Pick<Denoiser, 'predict'>,
  sample: Tensor,
  timestep: number,
  conditioning: Conditioning,
): Promise<GuidedNoise> {
  const words = await denoiser.predict(sample, timestep, conditioning);
  const { noise, rows } = await guideNoise(denoiser, words, sample, timestep, conditioning);
  return { noise, rows: rows + 1 };
}
