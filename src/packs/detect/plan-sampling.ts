import type { PredictionType } from '../../engine/diffusion/prediction.ts';
import type { PackManifest, PackSampling } from '../../protocol/pack-manifest.ts';
import { readScheduler } from '../scheduler.ts';
import type { PackAssumption } from './pack-report.ts';
import { guidanceOf, SAMPLINGS, samplingOfName } from '../samplings.ts';

type Config = Readonly<Record<string, unknown>>;

export interface SamplingPlan {
  readonly sampling: PackSampling;
  readonly prediction: PredictionType;
  readonly recommended: PackManifest['recommended'];
  readonly assumed: readonly PackAssumption[];
}

const NO_GUIDANCE = { guidance: 1, editGuidance: 1 } as const;

/**
 * Sampler and timesteps from `scheduler_config.json` (null: the pack has none, and its name decides). `hasGuidanceInput`: the UNet takes
 * the guidance scale, as only latent consistency models do. Throws `EngineFailure` `pack/unsupported` as `readScheduler`.
 */
export function planSampling(config: Config | null, name: string, hasGuidanceInput: boolean): SamplingPlan {
  const { usualScheduler } = SAMPLINGS[hasGuidanceInput ? 'lcm' : samplingOfName(name)];
  const scheduler = readScheduler(config ?? usualScheduler, { timesteps: [] });
  const sampling = hasGuidanceInput ? 'lcm' : scheduler.sampling;
  const { steps, ...guidance } = SAMPLINGS[sampling].recommended;
  const isGuided = guidanceOf(sampling, hasGuidanceInput) !== 'none';
  return {
    sampling,
    prediction: scheduler.prediction,
    recommended: { steps, timesteps: scheduler.timestepsFor(steps), ...(isGuided ? guidance : NO_GUIDANCE), sampling },
    assumed: config === null ? ['scheduler'] : [],
  };
}
