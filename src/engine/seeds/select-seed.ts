/**
 * SeedSelect (Samuel et al. 2023, arXiv 2304.14530; begun from the middle of several seeds: arXiv 2306.08687): a seed is moved until the
 * picture that the model makes of it resembles given ones. The gradient goes back through every step of the sampling, by one run of the
 * compiled gradient each.
 *
 * The loss is its term of appearance, on latents, and where there is a network to read pictures by, ten times its term of meaning, on features
 * of decoded pictures.
 */
import { checkCancelled } from '../cancellation.ts';
import { createAdam } from '../diffusion/adam.ts';
import { combine, meanSquare, scale, subtract } from '../diffusion/arithmetic.ts';
import { predictClean } from '../diffusion/ddim.ts';
import { CLEAN_LEVEL, type NoiseSchedule } from '../diffusion/noise-schedule.ts';
import type { Conditioning, Denoiser } from '../ports.ts';
import { type Tensor, zeros } from '../tensor/tensor.ts';

/** How far the picture of a clean latent is from those wanted in what it means, and dL/d(latent). */
export type MeaningLoss = (clean: Tensor) => Promise<{ readonly loss: number; readonly gradient: Tensor }>;

export interface SeedSearch {
  readonly denoiser: Denoiser;
  readonly schedule: NoiseSchedule;
  /** Noisiest first. */
  readonly timesteps: readonly number[];
  /** Sampled without guidance, as from a middle in the paper. */
  readonly conditioning: Conditioning;
  /** The clean latent to resemble, [1, channels, height, width]: the mean of those of the given pictures. */
  readonly wanted: Tensor;
  /** Appearance alone counts where left out. */
  readonly meaning?: MeaningLoss | undefined;
  readonly signal: AbortSignal;
}

export interface SeedEvaluation {
  /** Weighted mean squares between the clean latents as the last steps predict them and the wanted one, and what they miss in meaning. */
  readonly loss: number;
  /** dL/d(seed). */
  readonly gradient: Tensor;
  /** UNet rows: three a step. */
  readonly rows: number;
}

/** Of the clean latents that the last steps predict, the last one at the end. */
const WEIGHTS = [0.05, 0.25, 0.7];
/** Of meaning beside appearance. */
const MEANING = 10;
/** From a middle of seeds: so far at first, and a tenth from the fourth step on; with AdamW's decay. */
const RATE = 0.05;
const FAST_STEPS = 3;
const DECAY = 0.01;
/** r = previous + eps - z, so that any residual can be chosen by `previous`; F = sum r^2 / 2. */
const RESIDUAL = { drift: 1, noise: 1, l1: 0, l2: 1, prior: 0, priorMean: 0 } as const;

/** The loss of a seed and its gradient. Throws `run/cancelled` when the signal aborts. */
export async function evaluateSeed(seed: Tensor, search: SeedSearch): Promise<SeedEvaluation> {
  const { denoiser, schedule, timesteps, conditioning, wanted, meaning, signal } = search;
  const steps = [];
  let point = seed;
  let loss = 0;
  for (const [index, timestep] of timesteps.entries()) {
    checkCancelled(signal);
    const noise = await denoiser.predict(point, timestep, conditioning);
    const clean = predictClean(schedule, point, noise, timestep);
    const miss = subtract(clean, wanted);
    const weight = WEIGHTS[index - timesteps.length + WEIGHTS.length] ?? 0;
    loss += weight * meanSquare(miss);
    let pull = scale((2 * weight) / miss.data.length, miss);
    if (meaning !== undefined && weight > 0) {
      const meant = await meaning(clean);
      loss += weight * MEANING * meant.loss;
      pull = combine(1, pull, weight * MEANING, meant.gradient);
    }
    const step = stepCoefficients(schedule, timestep, timesteps[index + 1] ?? CLEAN_LEVEL);
    steps.push({ point, timestep, noise, pull, ...step });
    point = combine(step.ofPoint, point, step.ofNoise, noise);
  }
  let gradient = zeros(seed.shape);
  for (const { timestep, noise, pull, ofPoint, ofNoise, alpha, sigma, ...step } of steps.toReversed()) {
    checkCancelled(signal);
    // x0 = (x - s eps) / a, x' = A x + B eps.
    const byNoise = combine(ofNoise, gradient, -sigma / alpha, pull);
    const through = await pullBack(search, step.point, timestep, noise, byNoise);
    gradient = combine(1, combine(ofPoint, gradient, 1 / alpha, pull), 1, through);
  }
  return { loss, gradient, rows: 3 * timesteps.length };
}

/** Moves a seed; yields the loss before every move. Throws `run/cancelled` when the signal aborts. */
export async function* selectSeed(
  seed: Tensor,
  iterations: number,
  search: SeedSearch,
): AsyncGenerator<number, Tensor, void> {
  const adam = createAdam(RATE, seed.data.length);
  let point = seed;
  for (let step = 0; step < iterations; step++) {
    const { loss, gradient } = await evaluateSeed(point, search);
    yield loss;
    const rate = step < FAST_STEPS ? RATE : RATE / 10;
    point = adam(scale(1 - rate * DECAY, point), gradient, rate);
  }
  return point;
}

/** J^T c of eps at a point. The residual has the size of the latent, so that its rounding does not drown a small c. */
async function pullBack(
  { denoiser, conditioning }: SeedSearch,
  point: Tensor,
  timestep: number,
  noise: Tensor,
  cotangent: Tensor,
): Promise<Tensor> {
  const size = Math.sqrt(meanSquare(cotangent));
  if (size === 0) return cotangent;
  const residual = scale(1 / size, cotangent);
  const previous = combine(1, combine(1, residual, 1, point), -1, noise);
  const { gradient } = await denoiser.gradient(point, previous, timestep, conditioning, RESIDUAL);
  // (J - I)^T r.
  return combine(size, gradient, size, residual);
}

/** DDIM: x' = A x + B eps. */
function stepCoefficients(schedule: NoiseSchedule, timestep: number, next: number) {
  const [alpha, sigma] = [schedule.alphaAt(timestep), schedule.sigmaAt(timestep)];
  const ofPoint = schedule.alphaAt(next) / alpha;
  return { alpha, sigma, ofPoint, ofNoise: schedule.sigmaAt(next) - ofPoint * sigma };
}
