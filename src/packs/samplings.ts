import type { TimestepGridId } from '../engine/diffusion/timestep-grids.ts';
import type { GuidanceKind } from '../engine/stages/edit-context.ts';
import type { PackManifest, PackSampling } from '../protocol/pack-manifest.ts';

type Config = Readonly<Record<string, unknown>>;

/** A way to sample: how to recognise its models, and the schedule, steps and guidance that they need. */
interface Sampling {
  /** Whether a scheduler of diffusers, by its `scheduler_config.json`, samples so. */
  recognises(scheduler: Config): boolean;
  /** In the name of a pack without a scheduler; null where no name says it. */
  readonly name: RegExp | null;
  /** Stands in for the `scheduler_config.json` of such a pack. */
  readonly usualScheduler: Config;
  readonly grid: TimestepGridId;
  /** How a guidance scale reaches the model when it is not one of its inputs. */
  readonly guidanceWithoutInput: Exclude<GuidanceKind, 'input'>;
  /** Steps, and the scales where there is guidance. Inversion is guided only where the scale is an input of the model. */
  readonly recommended: Pick<PackManifest['recommended'], 'steps' | 'guidance' | 'editGuidance'>;
}

/** By how a model was distilled. The first that recognises a scheduler or a name is taken, else the last. */
export const SAMPLINGS = {
  lcm: {
    recognises: (scheduler) => scheduler['_class_name'] === 'LCMScheduler',
    name: /lcm|latent.?consistency/i,
    usualScheduler: { _class_name: 'LCMScheduler' },
    grid: 'lcm',
    // Models without the input had guidance distilled into them (LCM-LoRA).
    guidanceWithoutInput: 'none',
    recommended: { steps: 4, guidance: 3, editGuidance: 7.5 },
  },
  turbo: {
    recognises: (scheduler) => scheduler['timestep_spacing'] === 'trailing',
    name: /turbo|lightning|hyper/i,
    usualScheduler: { _class_name: 'EulerDiscreteScheduler', timestep_spacing: 'trailing' },
    grid: 'trailing',
    guidanceWithoutInput: 'none',
    recommended: { steps: 4, guidance: 1, editGuidance: 1 },
  },
  'many-step': {
    recognises: () => true,
    name: null,
    usualScheduler: { _class_name: 'DDIMScheduler', set_alpha_to_one: false },
    grid: 'leading',
    guidanceWithoutInput: 'empty-prompt',
    recommended: { steps: 50, guidance: 1, editGuidance: 7.5 },
  },
} as const satisfies Record<PackSampling, Sampling>;

const SAMPLING_IDS = Object.keys(SAMPLINGS).filter((id): id is PackSampling => Object.hasOwn(SAMPLINGS, id));

export function isSampling(value: unknown): value is PackSampling {
  return SAMPLING_IDS.some((id) => id === value);
}

/** How a scheduler samples, by its `scheduler_config.json`. */
export function samplingOfScheduler(scheduler: Config): PackSampling {
  return SAMPLING_IDS.find((id) => SAMPLINGS[id].recognises(scheduler)) ?? 'many-step';
}

/** How a pack without a scheduler samples, by its name. */
export function samplingOfName(name: string): PackSampling {
  return SAMPLING_IDS.find((id) => SAMPLINGS[id].name?.test(name)) ?? 'many-step';
}

/** How a guidance scale reaches a model. `hasInput`: its UNet takes the scale (`timestep_cond`). */
export function guidanceOf(sampling: PackSampling, hasInput: boolean): GuidanceKind {
  return hasInput ? 'input' : SAMPLINGS[sampling].guidanceWithoutInput;
}
