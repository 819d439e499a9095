import type { PredictionType } from '../../engine/diffusion/prediction.ts';
import type { PackManifest, PackSampling } from '../../protocol/pack-manifest.ts';
import { readScheduler, USUAL_SCHEDULERS } from '../scheduler.ts';
import type { PackAssumption } from './pack-report.ts';

type Config = Readonly<Record<string, unknown>>;

export interface SamplingPlan {
  readonly sampling: PackSampling;
  readonly prediction: PredictionType;
  readonly recommended: PackManifest['recommended'];
  readonly assumed: readonly PackAssumption[];
}

/** What each kind of model wants. A guidance scale other than 1 reaches only models that have it as an input. */
const RECOMMENDED = {
  lcm: { steps: 4, guidance: 3, editGuidance: 7.5 },
  turbo: { steps: 4, guidance: 1, editGuidance: 1 },
  'many-step': { steps: 50, guidance: 1, editGuidance: 1 },
} as const satisfies Record<PackSampling, Pick<PackManifest['recommended'], 'steps' | 'guidance' | 'editGuidance'>>;

/** Read for what a pack without a scheduler is; the first match wins. */
const NAMES: readonly (readonly [pattern: RegExp, sampling: PackSampling])[] = [
  [/lcm|latent.?consistency/i, 'lcm'],
  [/turbo|lightning|hyper/i, 'turbo'],
];

/**
 * Sampler and timesteps from `scheduler_config.json` (null: the pack has none, and its name decides). Throws
 * `EngineFailure` `pack/unsupported` as `readScheduler`.
 */
export function planSampling(config: Config | null, name: string, hasGuidanceInput: boolean): SamplingPlan {
  const sampling = hasGuidanceInput ? 'lcm' : config === null ? guessSampling(name) : samplingOf(config);
  const { steps, ...guidance } = RECOMMENDED[sampling];
  const scheduler = readScheduler(config ?? USUAL_SCHEDULERS[sampling], { timesteps: [] });
  return {
    sampling,
    prediction: scheduler.prediction,
    recommended: { steps, timesteps: scheduler.timestepsFor(steps), ...guidance, sampling },
    assumed: config === null ? ['scheduler'] : [],
  };
}

function guessSampling(name: string): PackSampling {
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? 'many-step';
}

function samplingOf(config: Config): PackSampling {
  if (config['_class_name'] === 'LCMScheduler') return 'lcm';
  return config['timestep_spacing'] === 'trailing' ? 'turbo' : 'many-step';
}
