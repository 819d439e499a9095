import type { EditResult, InversionResult, InversionSummary } from '../../protocol/engine.ts';
import type { Photo } from '../photo/photo.ts';
import type { HistoryEntry } from '../store/history-reducer.ts';
import type { Recipe } from '../store/recipe.ts';

/** A photo without its bytes, which lie in a file named by their hash. */
export interface KeptPhoto extends Omit<Photo, 'file'> {
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly hash: string;
  readonly type: string;
}

/** A result in records and files: what its inversion made stands beside the rest; a result without inversion has none of it. */
export type KeptResult = Omit<EditResult, 'inversion'> &
  Partial<Pick<InversionResult, 'reconstruction' | 'psnrReconstruction'>> & { readonly inversion?: InversionSummary };

/** An edit of the history; its photo by key. */
export interface KeptEntry extends Omit<HistoryEntry, 'photo' | 'result'> {
  readonly photoKey: string;
  readonly result: KeptResult;
}

/** What was on screen. */
export interface KeptSession {
  readonly version: 1;
  readonly photoKey: string;
  readonly recipe: Recipe;
  readonly result: KeptResult | null;
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

export function keepEntry({ photo, result, ...entry }: HistoryEntry): KeptEntry {
  return { ...entry, photoKey: photoKeyOf(photo), result: keepResult(result) };
}

export function keepResult({ inversion, ...result }: EditResult): KeptResult {
  if (inversion === null) return result;
  const { reconstruction, psnrReconstruction, ...summary } = inversion;
  return { ...result, reconstruction, psnrReconstruction, inversion: summary };
}

export function reviveResult({ inversion, reconstruction, psnrReconstruction, ...result }: KeptResult): EditResult {
  const isInverted = inversion !== undefined && reconstruction !== undefined && psnrReconstruction !== undefined;
  return { ...result, inversion: isInverted ? { ...inversion, reconstruction, psnrReconstruction } : null };
}
