import type { EditSettings } from '../../protocol/edit-request.ts';

/** What the user set on the right side; everything else comes from the pack. */
export interface Tuning {
  /** How far the edit may go: 0 is faithful, 1 is free, 0.5 is what the pack recommends. */
  readonly freedom: number;
  readonly overrides: Partial<Omit<EditSettings, 'crossReplace' | 'selfReplace'>>;
}

export const RECOMMENDED_FREEDOM = 0.5;
export const DEFAULT_TUNING: Tuning = { freedom: RECOMMENDED_FREEDOM, overrides: {} };

/** The settings of a run: the pack's own, what the user set, and the attention control that the freedom stands for. */
export function resolveSettings(defaults: EditSettings, tuning: Tuning): EditSettings {
  return {
    ...defaults,
    ...tuning.overrides,
    crossReplace: spreadFreedom(tuning.freedom, defaults.crossReplace),
    selfReplace: spreadFreedom(tuning.freedom, defaults.selfReplace),
  };
}

/** Faithful keeps the attention of the photo in every step (1), free in none (0); linear on both sides of the pack's own. */
function spreadFreedom(freedom: number, recommended: number): number {
  if (freedom <= RECOMMENDED_FREEDOM) return 1 + (recommended - 1) * (freedom / RECOMMENDED_FREEDOM);
  return recommended * ((1 - freedom) / (1 - RECOMMENDED_FREEDOM));
}
