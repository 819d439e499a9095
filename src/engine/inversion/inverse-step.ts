/**
 * The implicit equation of one inverse step, and a counted way to evaluate it.
 *
 *   z = f(z),  f(z) = drift z_prev + noise eps(z, t) + fresh n,  r(z) = f(z) - z
 *
 * The process sets the coefficients; of DDIM drift = a_t / a_prev, noise = s_t - a_t s_prev / a_prev, fresh = 0.
 * t is the target, noisier level. A root of r is the latent from which a step of the process returns exactly z_prev.
 * arXiv 2312.12540, section 4, in the VP form of DDIM.
 */
import type { Conditioning, Denoiser, ObjectiveCoefficients } from '../ports.ts';
import type { InversionStart, SolvedProcessId } from '../../protocol/inversions.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { combine, dot, meanAbsolute, subtract } from '../diffusion/arithmetic.ts';
import { differentiateGuided, predictGuided } from '../diffusion/classifier-free-guidance.ts';
import type { NoiseSchedule } from '../diffusion/noise-schedule.ts';
import type { InverseCoefficients } from '../diffusion/process.ts';
import { PROCESSES } from '../diffusion/processes.ts';
import type { RandomGenerator } from '../diffusion/random.ts';
import { checkCancelled } from '../cancellation.ts';

/** How far the trend of the noise from level to level is followed; 1 would be all of it. Chosen on validation photos: docs/inversion.md. */
const EXTRAPOLATION = 0.5;

export interface StepCoefficients extends InverseCoefficients {
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
  /** eps(z, t), guided. */
  readonly noise: Tensor;
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

/** |r|^2 / 2, whose gradient is J^T r. */
export const LEAST_SQUARES: ObjectiveWeights = { l1: 0, l2: 1, prior: 0, priorMean: 0 };

export interface InverseStep {
  /** z_prev, the latent of the less noisy level. */
  readonly previous: Tensor;
  /** Where to begin: z_prev, or `predictStart`. */
  readonly start: Tensor;
  /** z_0. */
  readonly clean: Tensor;
  readonly timestep: number;
  /** Levels inverted when this one is, and levels in all. */
  readonly level: number;
  readonly levels: number;
  readonly coefficients: StepCoefficients;
  /** What f would be with another prediction of the noise. */
  imageOf(noise: Tensor): Tensor;
  readonly random: RandomGenerator;
  /** One forward run: 1 row; 2 under guidance. */
  evaluate(point: Tensor): Promise<Evaluation>;
  /** One run with gradient: 2 rows; 5 under guidance. */
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
  readonly level: number;
  readonly levels: number;
  readonly process: SolvedProcessId;
  /** The process's recorded noise of this step; null where it takes none. */
  readonly recorded: Tensor | null;
  readonly random: RandomGenerator;
  readonly signal: AbortSignal;
}

export function inverseStepCoefficients(
  schedule: NoiseSchedule,
  previousTimestep: number,
  timestep: number,
  process: SolvedProcessId = 'ddim',
): StepCoefficients {
  const equation = PROCESSES[process].inverse(schedule, previousTimestep, timestep);
  return {
    ...equation,
    alpha: schedule.alphaAt(timestep),
    sigma: schedule.sigmaAt(timestep),
    variance: 1 - equation.drift * equation.drift,
  };
}

/**
 * The eps with which a step leads from `previous` to `point`, [1, channels, height, width]: eps of z = drift z_prev + noise eps + fresh n.
 * At the least noisy level it is what the network has to see in the photo to explain it: little where the photo looks as what it was
 * trained on, all the structure of the photo where it does not.
 */
export function explainingNoise(
  { drift, noise, fresh }: InverseCoefficients,
  previous: Tensor,
  point: Tensor,
  recorded: Tensor | null = null,
): Tensor {
  const explained = combine(1 / noise, point, -drift / noise, previous);
  return recorded === null ? explained : combine(1, explained, -fresh / noise, recorded);
}

/**
 * A point near the root that costs no evaluation, as a multistep solver predicts it: the noise of the next level continues that of the
 * levels before. At the first level, of which nothing is known, z_prev.
 */
function predictStart(previous: Tensor, noises: readonly Tensor[], imageOf: (noise: Tensor) => Tensor): Tensor {
  const [last, beforeLast] = noises.toReversed();
  if (last === undefined) return previous;
  const predicted = beforeLast === undefined ? last : combine(1 + EXTRAPOLATION, last, -EXTRAPOLATION, beforeLast);
  return imageOf(predicted);
}

/** Every evaluation first checks `signal` and throws `run/cancelled`. */
export function createInverseStep(options: InverseStepOptions): InverseStep {
  const { denoiser, schedule, conditioning, previous, noises, startsAt, process, recorded, signal } = options;
  const { clean, previousTimestep, timestep, level, levels, random } = options;
  const coefficients = inverseStepCoefficients(schedule, previousTimestep, timestep, process);
  const { drift, noise, fresh } = coefficients;
  // f as if it were that of DDIM: drift shifted + noise eps.
  const shifted = recorded === null || fresh === 0 ? previous : combine(1, previous, fresh / drift, recorded);
  let rows = 0;

  const imageOf = (prediction: Tensor): Tensor => combine(drift, shifted, noise, prediction);
  function toEvaluation(point: Tensor, prediction: Tensor): Evaluation {
    const image = imageOf(prediction);
    const residual = subtract(image, point);
    return { point, image, residual, noise: prediction, residualMean: meanAbsolute(residual) };
  }
  return {
    previous,
    start: startsAt === 'predicted' ? predictStart(previous, noises, imageOf) : previous,
    clean,
    timestep,
    level,
    levels,
    coefficients,
    imageOf,
    random,
    async evaluate(point) {
      checkCancelled(signal);
      const predicted = await predictGuided(denoiser, point, timestep, conditioning);
      rows += predicted.rows;
      return toEvaluation(point, predicted.noise);
    },
    async differentiate(point, weights) {
      checkCancelled(signal);
      const run = async (from: Tensor, objective: ObjectiveCoefficients) => {
        const result = await differentiateGuided(denoiser, point, from, timestep, conditioning, objective);
        rows += result.rows;
        return result;
      };
      if (shifted === previous) {
        const result = await run(previous, { drift, noise, ...weights });
        return { ...toEvaluation(point, result.noise), objective: result.objective, gradient: result.gradient };
      }
      // The graph has one z_prev for f and for the prior, whose mean knows nothing of the recorded noise.
      const { prior, priorMean } = weights;
      const result = await run(shifted, { drift, noise, ...weights, prior: 0 });
      const pull = combine(1, point, -priorMean, previous);
      return {
        ...toEvaluation(point, result.noise),
        objective: result.objective + (prior / 2) * dot(pull, pull),
        gradient: combine(1, result.gradient, prior, pull),
      };
    },
    rows: () => rows,
  };
}
