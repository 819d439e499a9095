import type { EditResult, InversionResult, InversionSummary } from '../../protocol/engine.ts';
import type { Photo } from '../photo/photo.ts';
import type { HistoryEntry } from '../store/history-reducer.ts';
import type { Recipe } from '../store/recipe.ts';

/** A photo without its bytes, which lie in a file named by their hash. */
export interface StoredPhoto extends Omit<Photo, 'file'> {
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly hash: string;
  readonly type: string;
}

/** A result in records and files: what its inversion made stands beside the rest; a result without inversion has none of it. */
export type StoredResult = Omit<EditResult, 'inversion'> &
  Partial<Pick<InversionResult, 'reconstruction' | 'psnrReconstruction'>> & { readonly inversion?: InversionSummary };

/** An edit of the history; its photo by key. */
export interface StoredEntry extends Omit<HistoryEntry, 'photo' | 'result'> {
  readonly photoKey: string;
  readonly result: StoredResult;
}

/** Of the session and all records beside it. Goes up when older versions of Renoir could not read what newer ones write. */
export const VISIT_VERSION = 1;

/** What was on screen. */
export interface StoredSession {
  readonly version: typeof VISIT_VERSION;
  readonly photoKey: string;
  readonly recipe: Recipe;
  readonly result: StoredResult | null;
  readonly resultKey: string | null;
  /** The edits of the history, oldest first. */
  readonly order: readonly string[];
  readonly cursor: number;
}

/** Equal for the same part of the same photo at the same size. */
export function photoKeyOf({ id, crop, followsWords, pixels }: Photo): string {
  const part = [id, crop.x, crop.y, crop.width, crop.height, pixels.width, pixels.height];
  return [...part, ...(followsWords === true ? ['by words'] : [])].join(' ');
}

export function storePhoto({ file, ...photo }: Photo, hash: string): StoredPhoto {
  return { ...photo, hash, type: file.type };
}

export function storeEntry({ photo, result, ...entry }: HistoryEntry): StoredEntry {
  return { ...entry, photoKey: photoKeyOf(photo), result: storeResult(result) };
}

export function storeResult({ inversion, ...result }: EditResult): StoredResult {
  if (inversion === null) return result;
  const { reconstruction, psnrReconstruction, ...summary } = inversion;
  return { ...result, reconstruction, psnrReconstruction, inversion: summary };
}

export function reviveResult({ inversion, reconstruction, psnrReconstruction, ...result }: StoredResult): EditResult {
  const isInverted = inversion !== undefined && reconstruction !== undefined && psnrReconstruction !== undefined;
  return { ...result, inversion: isInverted ? { ...inversion, reconstruction, psnrReconstruction } : null };
}
