import type { Photo } from '../photo/photo.ts';
import type { Recipe } from './recipe.ts';

/** What was asked for of a photo at one time. */
export interface UndoStep extends Recipe {
  readonly photo: Photo;
}

export interface UndoSteps {
  /** Last one last. */
  readonly past: readonly UndoStep[];
  readonly future: readonly UndoStep[];
  /** What the last change was about, and when: a change of the same thing soon after is the same step. Null where each is a step. */
  readonly last: { readonly subject: string; readonly atMs: number } | null;
}

export const NO_STEPS: UndoSteps = { past: [], future: [], last: null };
