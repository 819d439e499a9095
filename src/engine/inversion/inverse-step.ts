/**
 * The implicit equation of one inverse DDIM step, and a counted way to evaluate it.
 *
 *   z = f(z),  f(z) = drift z_prev + noise eps(z, t),  r(z) = f(z) - z
 *   drift = a_t / a_prev,  noise = s_t - a_t s_prev / a_prev
 *
 * t is the target, noisier level. A root of r is the latent from which a DDIM step returns exactly z_prev.
 * arXiv 2312.12540, section 4, in the VP form of DDIM.
 */
import type { Conditioning, Denoiser, ObjectiveCoefficients } from '../ports.ts';
import type { InversionStart } from '../../protocol/inversions.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { combine, meanAbsolute, subtract } from '../diffusion/arithmetic.ts';
import type { NoiseSchedule } from '../diffusion/noise-schedule.ts';
import { checkCancelled } from '../cancellation.ts';

/** How far the trend of the noise from level to level is followed; 1 would be all of it. Chosen on validation photos: docs/inversion.md. */
const EXTRAPOLATION = 0.5;

export interface StepCoefficients {
  readonly drift: number;
  readonly noise: number;
  /** a_t and s_t of the target level. */
  readonly alpha: number;
  readonly sigma: number;
  /** Variance of q(z_t | z_prev) = N(drift z_prev, variance): 1 - alpha-bar_t / alpha-bar_prev. */
  readonly variance: number;
}

/** One evaluation of the network: a point z, f(z) and r(z). */
export interface Evaluation {
  readonly point: Tensor;
  readonly image: Tensor;
  readonly residual: Tensor;
  /** mean |r|. */
  readonly residualMean: number;
}

export interface GradientEvaluation extends Evaluation {
  readonly objective: number;
  /** dF/dz. */
  readonly gradient: Tensor;
}

/** The objective's weights; drift and noise come from the step. */
export type ObjectiveWeights = Pick<ObjectiveCoefficients, 'l1' | 'l2' | 'prior' | 'priorMean'>;

export interface InverseStep {
  /** z_prev, the latent of the less noisy level. */
  readonly previous: Tensor;
  /** Where to begin: z_prev, or `predictStart`. */
  readonly start: Tensor;
  /** z_0. */
  readonly clean: Tensor;
  readonly coefficients: StepCoefficients;
  /** One forward run: 1 row. */
  evaluate(point: Tensor): Promise<Evaluation>;
  /** One run with gradient: 2 rows. */
  differentiate(point: Tensor, weights: ObjectiveWeights): Promise<GradientEvaluation>;
  /** Rows spent so far. */
  rows(): number;
}

export interface InverseStepOptions {
  readonly denoiser: Denoiser;
  readonly schedule: NoiseSchedule;
  readonly conditioning: Conditioning;
  readonly previous: Tensor;
  /** Noise of the levels already inverted, least noisy first: see `explainingNoise`. */
  readonly noises: readonly Tensor[];
  readonly startsAt: InversionStart;
  readonly clean: Tensor;
  readonly previousTimestep: number;
  readonly timestep: number;
  readonly signal: AbortSignal;
}

export function inverseStepCoefficients(
  schedule: NoiseSchedule,
  previousTimestep: number,
  timestep: number,
): StepCoefficients {
  const alpha = schedule.alphaAt(timestep);
  const sigma = schedule.sigmaAt(timestep);
  const drift = alpha / schedule.alphaAt(previousTimestep);
  return {
    drift,
    noise: sigma - drift * schedule.sigmaAt(previousTimestep),
    alpha,
    sigma,
    variance: 1 - drift * drift,
  };
}

/**
 * The noise with which a DDIM step leads from `previous` to `point`, [1, channels, height, width]: eps of z = drift z_prev + noise eps.
 * At the least noisy level it is what the network has to see in the photo to explain it: little where the photo looks as what it was
 * trained on, all the structure of the photo where it does not.
 */
export function explainingNoise({ drift, noise }: StepCoefficients, previous: Tensor, point: Tensor): Tensor {
  return combine(1 / noise, point, -drift / noise, previous);
}

/**
 * A point near the root that costs no evaluation, as a multistep solver predicts it: the noise of the next level continues that of the
 * levels before. At the first level, of which nothing is known, z_prev.
 */
function predictStart({ drift, noise }: StepCoefficients, previous: Tensor, noises: readonly Tensor[]): Tensor {
  const [last, beforeLast] = noises.toReversed();
  if (last === undefined) return previous;
  const predicted = beforeLast === undefined ? last : combine(1 + EXTRAPOLATION, last, -EXTRAPOLATION, beforeLast);
  return combine(drift, previous, noise, predicted);
}

/** Every evaluation first checks `signal` and throws `run/cancelled`. */
export function createInverseStep(options: InverseStepOptions): InverseStep {
  const { denoiser, schedule, conditioning, previous, noises, startsAt, clean, previousTimestep, timestep, signal } =
    options;
  const coefficients = inverseStepCoefficients(schedule, previousTimestep, timestep);
  const { drift, noise } = coefficients;
  let rows = 0;

  function toEvaluation(point: Tensor, prediction: Tensor): Evaluation {
    const image = combine(drift, previous, noise, prediction);
    const residual = subtract(image, point);
    return { point, image, residual, residualMean: meanAbsolute(residual) };
  }
  return {
    previous,
    start: startsAt === 'predicted' ? predictStart(coefficients, previous, noises) : previous,
    clean,
    coefficients,
    async evaluate(point) {
      checkCancelled(signal);
      rows += 1;
      return toEvaluation(point, await denoiser.predict(point, timestep, conditioning));
    },
    async differentiate(point, weights) {
      checkCancelled(signal);
      rows += 2;
      const result = await denoiser.gradient(point, previous, timestep, conditioning, { drift, noise, ...weights });
      return { ...toEvaluation(point, result.noise), objective: result.objective, gradient: result.gradient };
    },
    rows: () => rows,
  };
}
