import type { EditResult } from '../../protocol/engine.ts';
import type { Photo } from '../photo/photo.ts';
import type { HistoryEntry } from '../store/history-reducer.ts';
import type { Recipe } from '../store/recipe.ts';

/** A photo without its bytes, which lie in a file named by their hash. */
export interface KeptPhoto extends Omit<Photo, 'file'> {
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly hash: string;
  readonly type: string;
}

/** An edit of the history; its photo by key. */
export interface KeptEntry extends Omit<HistoryEntry, 'photo'> {
  readonly photoKey: string;
}

/** What was on screen. */
export interface KeptSession {
  readonly version: 1;
  readonly photoKey: string;
  readonly recipe: Recipe;
  readonly result: EditResult | null;
  readonly resultKey: string | null;
  /** The edits of the history, oldest first. */
  readonly order: readonly string[];
  readonly cursor: number;
}

/** Equal for the same part of the same photo at the same size. */
export function photoKeyOf({ id, crop, pixels }: Photo): string {
  return [id, crop.x, crop.y, crop.width, crop.height, pixels.width, pixels.height].join(' ');
}

export function keepPhoto({ file, ...photo }: Photo, hash: string): KeptPhoto {
  return { ...photo, hash, type: file.type };
}

export function keepEntry({ photo, ...entry }: HistoryEntry): KeptEntry {
  return { ...entry, photoKey: photoKeyOf(photo) };
}
