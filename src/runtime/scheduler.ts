import { createNoiseSchedule, STABLE_DIFFUSION_BETAS, type NoiseSchedule } from '../engine/diffusion/noise-schedule.ts';
import { timestepsOf, type TimestepGridId } from '../engine/diffusion/timestep-grids.ts';
import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';

/** The noise schedule of a pack and the timesteps of a run. */
export interface PackScheduler {
  readonly schedule: NoiseSchedule;
  /** Noisiest first. Throws a RangeError when the grid has no such number of steps. */
  timestepsFor(steps: number): readonly number[];
}

/**
 * Reads `scheduler_config.json` of diffusers. At the recommended number of steps the pack's own timesteps are taken.
 * Throws `EngineFailure` `pack/unsupported` for betas or predictions that Renoir does not have.
 */
export function readScheduler(
  config: Readonly<Record<string, unknown>>,
  recommended: PackManifest['recommended'],
): PackScheduler {
  const betaSchedule = config['beta_schedule'] ?? 'scaled_linear';
  const prediction = config['prediction_type'] ?? 'epsilon';
  if (betaSchedule !== 'scaled_linear')
    throw new EngineFailure('pack/unsupported', { betaSchedule: String(betaSchedule) });
  if (prediction !== 'epsilon') throw new EngineFailure('pack/unsupported', { prediction: String(prediction) });
  const trainingSteps = numberOf(config['num_train_timesteps'], STABLE_DIFFUSION_BETAS.trainingSteps);
  const grid = gridOf(config);
  return {
    schedule: createNoiseSchedule({
      trainingSteps,
      betaStart: numberOf(config['beta_start'], STABLE_DIFFUSION_BETAS.betaStart),
      betaEnd: numberOf(config['beta_end'], STABLE_DIFFUSION_BETAS.betaEnd),
    }),
    timestepsFor: (steps) =>
      steps === recommended.timesteps.length
        ? recommended.timesteps
        : timestepsOf(grid, {
            steps,
            trainingSteps,
            originalSteps: numberOf(config['original_inference_steps'], 50),
            offset: numberOf(config['steps_offset'], 1),
          }),
  };
}

function gridOf(config: Readonly<Record<string, unknown>>): TimestepGridId {
  if (config['_class_name'] === 'LCMScheduler') return 'lcm';
  return config['timestep_spacing'] === 'trailing' ? 'trailing' : 'leading';
}

function numberOf(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
