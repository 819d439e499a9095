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

/** What each kind of model wants. Inversion is not guided, but where the scale is an input of the model. */
const RECOMMENDED = {
  lcm: { steps: 4, guidance: 3, editGuidance: 7.5 },
  turbo: { steps: 4, guidance: 1, editGuidance: 1 },
  'many-step': { steps: 50, guidance: 1, editGuidance: 7.5 },
} as const satisfies Record<PackSampling, Pick<PackManifest['recommended'], 'steps' | 'guidance' | 'editGuidance'>>;

/** Latent consistency models without that input were distilled with guidance in them (LCM-LoRA). */
const NO_GUIDANCE = { guidance: 1, editGuidance: 1 } as const;

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
  const usual = USUAL_SCHEDULERS[hasGuidanceInput ? 'lcm' : guessSampling(name)];
  const scheduler = readScheduler(config ?? usual, { timesteps: [] });
  const sampling = hasGuidanceInput ? 'lcm' : scheduler.sampling;
  const { steps, ...guidance } = RECOMMENDED[sampling];
  const isGuided = hasGuidanceInput || sampling === 'many-step';
  return {
    sampling,
    prediction: scheduler.prediction,
    recommended: { steps, timesteps: scheduler.timestepsFor(steps), ...(isGuided ? guidance : NO_GUIDANCE), sampling },
    assumed: config === null ? ['scheduler'] : [],
  };
}

function guessSampling(name: string): PackSampling {
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? 'many-step';
}
