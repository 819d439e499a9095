import type { Conditioning, Denoiser, GradientResult, ObjectiveCoefficients } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { combine, dot, subtract } from './arithmetic.ts';

/** Whether a second prediction guides it: w = 1 is the words alone. */
export function isGuided({ empty, guidance }: Conditioning): boolean {
  return empty !== undefined && guidance !== 1;
}

/** The empty prompt, to predict by. Throws a RangeError where there is none. */
export function withoutWords({ empty }: Conditioning): Conditioning {
  if (empty === undefined) throw new RangeError('the conditioning has no empty prompt');
  return { ...empty, guidance: 1 };
}

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
  words: Conditioning,
): Promise<GuidedNoise> {
  if (!isGuided(words)) return { noise, rows: 0 };
  const without = await denoiser.predict(sample, timestep, withoutWords(words));
  return { noise: combine(1 - words.guidance, without, words.guidance, noise), rows: 1 };
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

export interface GuidedGradient extends GradientResult {
  /** UNet rows: 2, or 5 under guidance. */
  readonly rows: number;
}

/**
 * `gradient` under guidance, out of runs that know one prediction each. eps_empty is predicted first; then each of two gradient runs is
 * given a z_prev with the other's part of the noise in it, so that both have the residual of the guided step:
 *   words: drift p = drift z_prev + noise (1 - w) eps_empty, noise w     empty: drift p = drift z_prev + noise w eps_words, noise (1 - w)
 *   r = drift p + noise' eps - z,  s = l1 sign(r) + l2 r,  g = noise' J^T s - s
 * so that dF/dz = g_words + g_empty + s. The prior, whose mean knows nothing of the shifts, is added here.
 */
export async function differentiateGuided(
  denoiser: Denoiser,
  sample: Tensor,
  previous: Tensor,
  timestep: number,
  conditioning: Conditioning,
  coefficients: ObjectiveCoefficients,
): Promise<GuidedGradient> {
  if (!isGuided(conditioning)) {
    return { ...(await denoiser.gradient(sample, previous, timestep, conditioning, coefficients)), rows: 2 };
  }
  const { drift, noise, l1, l2, prior, priorMean } = coefficients;
  const { guidance } = conditioning;
  const empty = withoutWords(conditioning);
  const run = (words: Conditioning, other: Tensor, weight: number) => {
    const shifted = combine(1, previous, (noise * (1 - weight)) / drift, other);
    return denoiser.gradient(sample, shifted, timestep, words, { ...coefficients, noise: noise * weight, prior: 0 });
  };
  const without = await denoiser.predict(sample, timestep, empty);
  const byWords = await run(conditioning, without, guidance);
  const byEmpty = await run(empty, byWords.noise, 1 - guidance);
  const guided = combine(1 - guidance, without, guidance, byWords.noise);
  const residual = subtract(combine(drift, previous, noise, guided), sample);
  const pull = combine(1, sample, -priorMean, previous);
  const gradient = combine(1, byWords.gradient, 1, byEmpty.gradient).data.map(
    (value, i) => value + cotangent(residual.data[i] ?? 0, l1, l2) + prior * (pull.data[i] ?? 0),
  );
  return {
    noise: guided,
    objective: byWords.objective + (prior / 2) * dot(pull, pull),
    gradient: { shape: sample.shape, data: gradient },
    rows: 5,
  };
}

/** dF/dr. */
function cotangent(residual: number, l1: number, l2: number): number {
  return l1 * Math.sign(residual) + l2 * residual;
}

/** The words alone: what a method inverts by that leaves guidance to the sampling. */
export function withoutGuidance({ hiddenStates, guidance, added }: Conditioning): Conditioning {
  return { hiddenStates, guidance, ...(added && { added }) };
}
