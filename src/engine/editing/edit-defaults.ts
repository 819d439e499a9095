/** What each kind of edit wants from attention control and local blend. Chosen by `renoir bench edit`. */
import type { EditSettings } from '../../protocol/edit-request.ts';
import { DEFAULT_INVERSION } from '../../protocol/inversions.ts';
import type { PackManifest } from '../../protocol/pack-manifest.ts';
import type { EditKind } from '../../words/edit-kind.ts';
import type { LocalBlendOptions } from '../control/local-blend.ts';

export interface EditControl {
  /** Part of the steps with cross-attention control, 0..1. */
  readonly crossReplace: number;
  /** Part of the steps with self-attention injection, 0..1. */
  readonly selfReplace: number;
  readonly localBlend: boolean;
  /** Start the target without the spatial mean of the inverted noise: see `removeMean`. */
  readonly resetMean: boolean;
}

/**
 * Control holds the layout: colours and grounds want it held, a new object needs room for its own, and light, which is everywhere,
 * would be held back by it. Chosen on the validation pairs: `renoir bench tune`, bench/results/tuning.json.
 */
export const EDIT_DEFAULTS = {
  identity: { crossReplace: 0.8, selfReplace: 0.5, localBlend: true, resetMean: false },
  colour: { crossReplace: 0.8, selfReplace: 0.5, localBlend: true, resetMean: false },
  material: { crossReplace: 0.8, selfReplace: 0.5, localBlend: true, resetMean: false },
  object: { crossReplace: 0, selfReplace: 0.5, localBlend: true, resetMean: false },
  add: { crossReplace: 0.8, selfReplace: 0, localBlend: true, resetMean: false },
  remove: { crossReplace: 0.25, selfReplace: 0, localBlend: true, resetMean: false },
  other: { crossReplace: 0.4, selfReplace: 0, localBlend: true, resetMean: false },
  surface: { crossReplace: 0.8, selfReplace: 0.5, localBlend: true, resetMean: false },
  time: { crossReplace: 0, selfReplace: 0.5, localBlend: false, resetMean: false },
  style: { crossReplace: 0, selfReplace: 0.5, localBlend: false, resetMean: false },
} as const satisfies Record<EditKind, EditControl>;

const LOCAL_BLEND: LocalBlendOptions = {
  evidence: 'difference',
  threshold: { kind: 'otsu' },
  startStep: 1,
  growth: 1,
  feather: 0.7,
  largestCoverage: 0.7,
  freshNoise: false,
};

/** Without the structure of what stood there: outlines of the new thing come out whole, and are 0.2 dB nearer to the truth. */
const OBJECT_BLEND: LocalBlendOptions = { ...LOCAL_BLEND, startStep: 0, freshNoise: true };

/** With fresh noise a removal is 2.5 dB nearer to the truth inside the mask than without (16 validation pairs: 18.2 and 15.7 dB). */
const REMOVAL_BLEND: LocalBlendOptions = { ...LOCAL_BLEND, evidence: 'product', startStep: 0, freshNoise: true };

/** As Prompt-to-Prompt's program blends, with its own threshold; from the first step on, as it does with four steps. */
const PROMPT_TO_PROMPT_BLEND: LocalBlendOptions = {
  evidence: 'prompt-to-prompt',
  threshold: { kind: 'fixed', value: 0.3 },
  startStep: 0,
  growth: 0,
  feather: 0,
  largestCoverage: 1,
  freshNoise: false,
};

export function blendFor(kind: EditKind): LocalBlendOptions {
  if (kind === 'object') return OBJECT_BLEND;
  return kind === 'remove' ? REMOVAL_BLEND : LOCAL_BLEND;
}

export interface EditTuning {
  readonly control: Readonly<Record<EditKind, EditControl>>;
  readonly blendFor: (kind: EditKind) => LocalBlendOptions;
}

export const DEFAULT_TUNING: EditTuning = { control: EDIT_DEFAULTS, blendFor };

/** Settings for a pack that was just opened. */
export function defaultEditSettings({ recommended }: Pick<PackManifest, 'recommended'>): EditSettings {
  return {
    inversion: DEFAULT_INVERSION,
    steps: recommended.steps,
    sourceGuidance: recommended.guidance,
    targetGuidance: recommended.editGuidance,
    automatic: true,
    crossReplace: EDIT_DEFAULTS.object.crossReplace,
    selfReplace: EDIT_DEFAULTS.object.selfReplace,
    localBlend: EDIT_DEFAULTS.object.localBlend,
    seed: 0,
  };
}

/** The freedom at which control is what was chosen. */
const CHOSEN_FREEDOM = 0.5;

/** The control that a run uses: the kind's own where the settings leave it to the kind, else what they say; then their freedom. */
export function chooseControl(settings: EditSettings, kind: EditKind, tuning: EditTuning): EditControl {
  const own = tuning.control[kind];
  const { crossReplace, selfReplace } = settings.automatic ? own : settings;
  const { freedom = CHOSEN_FREEDOM } = settings;
  return {
    crossReplace: spreadFreedom(freedom, crossReplace),
    selfReplace: spreadFreedom(freedom, selfReplace),
    localBlend: settings.localBlend && (own.localBlend || !settings.automatic),
    resetMean: own.resetMean,
  };
}

/**
 * The local blend that a run uses. Fresh noise is for the chosen freedom and beyond, as long as control holds the layout in the first step:
 * on the faithful side the photo's own shapes stay, and without control the first mask is wherever the model would have it.
 */
export function chooseBlend(
  { freedom = CHOSEN_FREEDOM, blend = 'adaptive' }: Pick<EditSettings, 'freedom' | 'blend'>,
  kind: EditKind,
  tuning: EditTuning,
  holdsLayout: boolean,
): LocalBlendOptions {
  if (blend === 'prompt-to-prompt') return PROMPT_TO_PROMPT_BLEND;
  const own = tuning.blendFor(kind);
  if (freedom >= CHOSEN_FREEDOM && holdsLayout) return own;
  return { ...own, freshNoise: false, startStep: Math.max(own.startStep, LOCAL_BLEND.startStep) };
}

/** Linear on both sides of the chosen fraction: 1 at freedom 0, 0 at freedom 1. */
function spreadFreedom(freedom: number, chosen: number): number {
  return freedom <= CHOSEN_FREEDOM
    ? 1 + (chosen - 1) * (freedom / CHOSEN_FREEDOM)
    : chosen * ((1 - freedom) / (1 - CHOSEN_FREEDOM));
}
