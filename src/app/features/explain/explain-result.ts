import type { Change } from './measure-change.ts';

export type ExplanationId = 'unlike-model' | 'outside-paint' | 'nothing-changed' | 'everything-changed';

/** What is known of a finished edit. */
export interface ResultFacts {
  /** dB, data range 1: the photo through the autoencoder alone. */
  readonly psnrBound: number;
  /** The words or their emphasis ask for a change. */
  readonly isEdit: boolean;
  /** They ask for it in one thing, not in the ground or the light. */
  readonly isLocal: boolean;
  readonly change: Change;
  /** 0 is faithful, 1 is free. */
  readonly freedom: number;
  /** Only what the user painted may change. */
  readonly isPaintLimited: boolean;
  /** What the words do not touch is kept. */
  readonly isKeeping: boolean;
}

/**
 * Below this the autoencoder loses more of a photo than of any scene it was made for: 96 scenes of `bench/data` have 28.5 to 40.8 dB
 * (median 32.8). Of 16 of scikit-image's photos, middle square at 128 pixels, 14 lie below: gravel 18.9, grass 20.3, astronaut 20.6,
 * coffee 23.7, camera 25.3, coins 26.1, text 26.5, chelsea 27.2 dB; the two that are mostly flat do not: rocket 28.8, moon 29.3 dB.
 * How far the reconstruction stays below this bound tells nothing: 0 to 13.5 dB for scenes, 0 to 4.6 dB for the photos.
 */
const LOWEST_BOUND_DB = 28;
/**
 * Between the edits that change nothing, "a red ball" into "the red ball" (0.03 to 0.28 levels), and the faintest of the 64 true
 * edits of the test scenes (7.7 within its mask, 7.8 over the picture where nothing is kept).
 */
const SMALLEST_CHANGE_LEVELS = 2;
/** Twice the widest mask of the 32 edits of a colour or an object in the test scenes: 0.09 to 0.31; a new ground takes 0.43 to 0.83. */
const LARGEST_LOCAL_EXTENT = 0.6;
/** A limit that leaves this little of the picture to the edit, an eighth of the smallest mask above, was painted beside what the words act on. */
const SMALLEST_PAINTED_EXTENT = 0.01;

/** The one thing worth saying of an edit that may have gone wrong, the gravest first; null where all seems well or nothing is left to try. */
export function explainResult(facts: ResultFacts): ExplanationId | null {
  const { psnrBound, isEdit, isLocal, change, freedom, isKeeping, isPaintLimited } = facts;
  if (psnrBound < LOWEST_BOUND_DB) return 'unlike-model';
  if (!isEdit) return null;
  if (isPaintLimited && change.extent < SMALLEST_PAINTED_EXTENT) return 'outside-paint';
  if (change.levels < SMALLEST_CHANGE_LEVELS) return freedom < 1 ? 'nothing-changed' : null;
  if (isLocal && change.extent > LARGEST_LOCAL_EXTENT) return freedom > 0 || !isKeeping ? 'everything-changed' : null;
  return null;
}
