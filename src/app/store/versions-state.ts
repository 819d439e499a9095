import type { EditResult } from '../../protocol/engine.ts';
import type { PixelImage } from '../../protocol/edit-request.ts';
import type { RunInput } from './run-machine.ts';

/** One of the pictures that stand side by side. */
export interface VersionCell {
  readonly input: RunInput;
  /** What is painted so far; null before anything is. */
  readonly image: PixelImage | null;
  /** Null until it is finished. */
  readonly result: EditResult | null;
}

/** The edit that was on screen, and other versions of it. */
export interface Versions {
  readonly id: string;
  readonly cells: readonly VersionCell[];
  readonly isPainting: boolean;
  /** The highest seed that was used: the next versions go on from there. */
  readonly lastSeed: number;
}
