import { createNoiseSchedule, STABLE_DIFFUSION_BETAS, type NoiseSchedule } from '../engine/diffusion/noise-schedule.ts';
import type { PredictionType } from '../engine/diffusion/prediction.ts';
import { timestepsOf } from '../engine/diffusion/timestep-grids.ts';
import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest, PackSampling } from '../protocol/pack-manifest.ts';
import { SCHEDULER_CONFIG } from './pack-layout.ts';
import { SAMPLINGS, samplingOfScheduler } from './samplings.ts';

/** The noise schedule of a pack and the timesteps of a run. */
export interface PackScheduler {
  readonly schedule: NoiseSchedule;
  readonly prediction: PredictionType;
  readonly sampling: PackSampling;
  /** Noisiest first. Throws a RangeError when the grid has no such number of steps. */
  timestepsFor(steps: number): readonly number[];
}

type Config = Readonly<Record<string, unknown>>;

/** Schedulers that end at the noise level of timestep 0 where their `set_alpha_to_one` is false. */
const ENDS_AT_FIRST_LEVEL: ReadonlySet<unknown> = new Set(['DDIMScheduler', 'PNDMScheduler']);

const PREDICTIONS: readonly PredictionType[] = ['epsilon', 'v_prediction'];

/**
 * Reads `scheduler_config.json` of diffusers. At the recommended number of steps the pack's own timesteps are taken.
 * Throws `EngineFailure` `pack/unsupported` for betas or predictions that Renoir does not have.
 */
export function readScheduler(
  config: Config,
  recommended: Pick<PackManifest['recommended'], 'timesteps'>,
): PackScheduler {
  requireStableDiffusionBetas(config);
  const asked = config['prediction_type'] ?? 'epsilon';
  const prediction = PREDICTIONS.find((known) => known === asked);
  if (prediction === undefined) throw unsupported(`the model predicts '${show(asked)}', not the noise`);
  const { trainingSteps, betaStart, betaEnd, originalSteps, offset } = readNumbers(config);
  const sampling = samplingOfScheduler(config);
  const endsAtFirst = ENDS_AT_FIRST_LEVEL.has(config['_class_name']) && config['set_alpha_to_one'] === false;
  return {
    prediction,
    sampling,
    schedule: createNoiseSchedule({
      trainingSteps,
      betaStart,
      betaEnd,
      finalAlphaBar: endsAtFirst ? 'first' : 'one',
    }),
    timestepsFor: (steps) =>
      steps === recommended.timesteps.length
        ? recommended.timesteps
        : timestepsOf(SAMPLINGS[sampling].grid, {
            steps,
            trainingSteps,
            originalSteps,
            offset,
          }),
  };
}

/** Far beyond any model; a table of noise levels is made of it. */
const MAX_TRAINING_STEPS = 100_000;
/** What a person can choose; at so many steps the offset still lies between two of them. */
const MAX_STEPS = 100;

function readNumbers(config: Config) {
  const trainingSteps = numberOf(config['num_train_timesteps'], STABLE_DIFFUSION_BETAS.trainingSteps);
  const betaStart = numberOf(config['beta_start'], STABLE_DIFFUSION_BETAS.betaStart);
  const betaEnd = numberOf(config['beta_end'], STABLE_DIFFUSION_BETAS.betaEnd);
  const originalSteps = numberOf(config['original_inference_steps'], 50);
  const offset = numberOf(config['steps_offset'], 1);
  const isWithin = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  const areRight = {
    num_train_timesteps: isWithin(trainingSteps, MAX_STEPS, MAX_TRAINING_STEPS),
    beta_start: betaStart > 0 && betaStart < 1,
    beta_end: betaEnd >= betaStart && betaEnd < 1,
    original_inference_steps: isWithin(originalSteps, 1, trainingSteps),
    steps_offset: isWithin(offset, 0, trainingSteps / MAX_STEPS),
  };
  const wrong = Object.entries(areRight).find(([, isRight]) => !isRight)?.[0];
  if (wrong !== undefined) throw unsupported(`its ${wrong} is ${JSON.stringify(config[wrong])}, which is no schedule`);
  return { trainingSteps, betaStart, betaEnd, originalSteps, offset };
}

function requireStableDiffusionBetas(config: Config): void {
  const schedule = config['beta_schedule'] ?? 'scaled_linear';
  if (schedule !== 'scaled_linear') throw unsupported(`the noise levels are '${show(schedule)}', not scaled_linear`);
  if (Array.isArray(config['trained_betas'])) throw unsupported('the noise levels are a table of their own');
  if (config['rescale_betas_zero_snr'] === true) throw unsupported('the last timestep is pure noise (zero SNR)');
}

function unsupported(reason: string): EngineFailure {
  return new EngineFailure('pack/unsupported', { file: SCHEDULER_CONFIG, reason });
}

/** Of what stands in JSON not everything is made a text by itself: an object may have a `toString` of its own. */
function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function numberOf(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
