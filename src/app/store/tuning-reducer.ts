import type { EditSettings } from '../../protocol/edit-request.ts';
import type { PaintedMask } from './painted-mask.ts';
import type { Version } from './version.ts';

/** The place of a thing that goes. It belongs to the words without the thing: others are not kept to it. */
export interface Removal {
  readonly target: string;
  readonly mask: PaintedMask;
}

/** What the user set on the right side; everything else comes from the pack. */
export interface Tuning {
  /** How far the edit may go: 0 is faithful, 1 is free, 0.5 is what the pack recommends. */
  readonly freedom: number;
  readonly overrides: Partial<Omit<EditSettings, 'freedom'>>;
  /** What is painted over the picture; missing where nothing ever was. */
  readonly mask?: PaintedMask;
  /** Where a thing goes out of the picture; missing where none was removed by command. */
  readonly removal?: Removal;
  /** The version that was picked; missing where it is the edit itself. */
  readonly version?: Version;
}

export const RECOMMENDED_FREEDOM = 0.5;
export const DEFAULT_TUNING: Tuning = { freedom: RECOMMENDED_FREEDOM, overrides: {} };

/** The settings of a run: the pack's own, and what the user set. */
export function resolveSettings(defaults: EditSettings, { freedom, overrides }: Tuning): EditSettings {
  return { ...defaults, ...overrides, freedom };
}

/** Whether what the words do not touch is kept. */
export function usesLocalBlend(defaults: EditSettings | undefined, { overrides }: Tuning): boolean {
  return overrides.localBlend ?? defaults?.localBlend ?? true;
}

/** A freer (positive) or a more faithful tuning. */
export function moveFreedom(tuning: Tuning, by: number): Tuning {
  return { ...tuning, freedom: Math.max(0, Math.min(1, tuning.freedom + by)) };
}
