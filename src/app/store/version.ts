import type { EditSettings } from '../../protocol/edit-request.ts';

/** Another way to paint the same words: other noise inside the mask, perhaps at another strength. */
export interface Version {
  /** The words it is a version of: other words begin with the photo's own noise again. */
  readonly target: string;
  readonly seed: number;
  /** `EditSettings.variation`. */
  readonly variation: number;
  /** How much freer than the strength that is set; negative is more faithful. */
  readonly freer: number;
}

/**
 * What the versions of one call differ by, the nearest first. On validation pairs half of fresh noise costs 0.7 dB against the truth inside the
 * mask, three quarters 1.1 dB (docs/editing.md).
 */
export const VERSION_KINDS = [
  { variation: 0.5, freer: 0 },
  { variation: 0.75, freer: 0 },
  { variation: 0.5, freer: 0.25 },
  { variation: 0.5, freer: -0.25 },
] as const satisfies readonly Pick<Version, 'variation' | 'freer'>[];

const SEEDS = 2 ** 32;

/** Versions of an edit with noise that none before them had. */
export function planVersions(target: string, lastSeed: number): readonly Version[] {
  return VERSION_KINDS.map((kind, index) => ({ target, seed: (lastSeed + 1 + index) % SEEDS, ...kind }));
}

/** The settings of a version; those of the edit itself without one, or for one of other words. */
export function applyVersion<Settings extends Pick<Partial<EditSettings>, 'freedom'>>(
  settings: Settings,
  version: Version | undefined,
  target: string,
): Settings & Partial<Pick<EditSettings, 'seed' | 'variation'>> {
  if (version === undefined || version.target !== target) return settings;
  const { seed, variation, freer } = version;
  const freedom = Math.max(0, Math.min(1, (settings.freedom ?? 0.5) + freer));
  return { ...settings, seed, variation, freedom };
}
