import { MIN_CHANGE_LEVELS, type Change } from '../../picture/measure-change.ts';

export type ExplanationId =
  | 'unlike-photo'
  | 'unlike-model'
  | 'outside-paint'
  | 'still-there'
  | 'nothing-changed'
  | 'nothing-more'
  | 'everything-changed';

/** What is known of a finished edit. */
export interface ResultFacts {
  /** The photo is of another kind than the model was made for. */
  readonly isUnfamiliar: boolean;
  /** The words or their emphasis ask for a change. */
  readonly isEdit: boolean;
  /** They ask for it in one thing, not in the ground or the light. */
  readonly isLocal: boolean;
  /** They leave a thing out, and name nothing in its place. */
  readonly isRemoval: boolean;
  readonly change: Change;
  /** 0 is faithful, 1 is free. */
  readonly freedom: number;
  /** Only what the user painted may change. */
  readonly isPaintLimited: boolean;
  /** What the words do not touch is kept. */
  readonly usesLocalBlend: boolean;
}

/** More than the widest mask of the true edits of one thing in `bench/data` (0.46 of the picture); a new ground takes 0.35 to 1. */
const MAX_LOCAL_EXTENT = 0.6;
/**
 * Where the true edits of `bench/data` take a thing away, the brightness of photo and truth correlates by 0.12 (median of 64 in the test set;
 * 0.55 at the 95th percentile, 0.75 at most). Where the thing stays in another colour it correlates by 0.92.
 */
const MIN_LIKENESS_LEFT = 0.85;
/** A limit that leaves this little of the picture to the edit, was painted beside what the words act on. */
const MIN_PAINTED_EXTENT = 0.01;

/** The one thing worth saying of an edit that may have gone wrong, the gravest first; null where all seems well. */
export function explainResult(facts: ResultFacts): ExplanationId | null {
  const { isUnfamiliar, isEdit, isLocal, isRemoval, change, freedom, usesLocalBlend, isPaintLimited } = facts;
  if (isUnfamiliar) return 'unlike-model';
  if (!isEdit) return null;
  if (isPaintLimited && change.extent < MIN_PAINTED_EXTENT) return 'outside-paint';
  if (isRemoval && freedom < 1 && change.likeness > MIN_LIKENESS_LEFT) return 'still-there';
  if (change.levels < MIN_CHANGE_LEVELS) return freedom < 1 ? 'nothing-changed' : 'nothing-more';
  if (isLocal && change.extent > MAX_LOCAL_EXTENT) return freedom > 0 || !usesLocalBlend ? 'everything-changed' : null;
  return null;
}
