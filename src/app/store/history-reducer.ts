import type { EditResult } from '../../protocol/engine.ts';
import type { Photo } from '../photo/photo.ts';
import type { Prompts } from './prompts-reducer.ts';
import type { Tuning } from './tuning-reducer.ts';

/** A committed edit: everything it takes to show it again. */
export interface HistoryEntry {
  readonly id: string;
  /** What the picture was made of. */
  readonly key: string;
  /** `red → blue`. */
  readonly name: string;
  readonly photo: Photo;
  readonly prompts: Prompts;
  readonly tuning: Tuning;
  readonly result: EditResult;
}

export interface History {
  readonly entries: readonly HistoryEntry[];
  /** The entry on screen; -1 for the photo as it was. */
  readonly cursor: number;
}

export const EMPTY_HISTORY: History = { entries: [], cursor: -1 };

/** Memory that pictures of the past may take. */
const HISTORY_BUDGET_BYTES = 64_000_000;

/**
 * Adds an edit at the end. The entry on screen is replaced if it has the same photo and words: another setting of the
 * same edit is not another edit. Oldest entries go when the pictures take more than the budget.
 */
export function commitEdit(history: History, entry: HistoryEntry, budgetBytes = HISTORY_BUDGET_BYTES): History {
  const current = history.entries[history.cursor];
  if (current?.key === entry.key) return history;
  const isSameEdit =
    current !== undefined &&
    current.photo.pixels === entry.photo.pixels &&
    current.prompts.source === entry.prompts.source &&
    current.prompts.target === entry.prompts.target;
  if (isSameEdit) {
    return { ...history, entries: history.entries.with(history.cursor, { ...entry, id: current.id }) };
  }
  const entries = prune([...history.entries, entry], budgetBytes);
  return { entries, cursor: entries.length - 1 };
}

/** Moves to an earlier (-1) or a later (+1) edit. */
export function moveCursor(history: History, by: -1 | 1): History {
  const cursor = Math.max(-1, Math.min(history.entries.length - 1, history.cursor + by));
  return cursor === history.cursor ? history : { ...history, cursor };
}

export function selectEntry(history: History, id: string): History {
  const cursor = history.entries.findIndex((entry) => entry.id === id);
  return cursor < 0 ? history : { ...history, cursor };
}

function prune(entries: readonly HistoryEntry[], budgetBytes: number): readonly HistoryEntry[] {
  let bytes = 0;
  const firstKept = entries.findLastIndex((entry, index) => {
    bytes += measureEntry(entry);
    return bytes > budgetBytes && index < entries.length - 1;
  });
  return entries.slice(firstKept + 1);
}

function measureEntry({ photo, result }: HistoryEntry): number {
  const { image, reconstruction, mask, wordMaps } = result;
  const maps = wordMaps === null ? [] : [...wordMaps.source, ...wordMaps.target].map(({ strength }) => strength);
  const arrays = [photo.pixels.data, image.data, reconstruction.data, ...maps];
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, mask?.byteLength ?? 0);
}
