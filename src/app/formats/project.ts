import type { Photo } from '../photo/photo.ts';
import type { HistoryEntry } from '../store/history-reducer.ts';
import type { Recipe } from '../store/recipe.ts';
import type { EditResult } from '../../protocol/engine.ts';

/** Everything that is saved of one visit. */
export interface Project {
  readonly photo: Photo;
  readonly recipe: Recipe;
  readonly result: EditResult | null;
  /** What the result was made of. */
  readonly resultKey: string | null;
  readonly entries: readonly HistoryEntry[];
  /** The entry on screen; -1 for none. */
  readonly cursor: number;
}

export const PROJECT_FORMAT = 'renoir-project';
/** Goes up when older versions of Renoir could not read what newer ones write. From 2 on, what is edited may reach beyond the photo. */
export const PROJECT_VERSION = 2;
/** Of projects in which nothing is newer. */
export const FIRST_VERSION = 1;
export const MANIFEST_PATH = 'manifest.json';
export const PROJECT_ENDING = '.renoir';

export function arrayPath(index: number): string {
  return `arrays/${String(index)}.bin`;
}
