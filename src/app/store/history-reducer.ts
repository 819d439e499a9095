import type { EditResult } from '../../protocol/engine.ts';
import type { Photo } from '../photo/photo.ts';
import type { Recipe } from './recipe.ts';

/** A committed edit: everything it takes to show it again. */
export interface HistoryEntry extends Recipe {
  readonly id: string;
  /** What the picture was made of. */
  readonly key: string;
  /** `red → blue`. */
  readonly name: string;
  readonly photo: Photo;
  readonly result: EditResult;
}

export interface History {
  readonly entries: readonly HistoryEntry[];
  /** The entry on screen; -1 for the photo as it was. */
  readonly cursor: number;
  /** Edits that had to go because the pictures took too much memory. */
  readonly dropped: number;
}

export const EMPTY_HISTORY: History = { entries: [], cursor: -1, dropped: 0 };

/** Memory that the pictures of the history may take. */
export const HISTORY_BUDGET_BYTES = 64_000_000;

/**
 * Adds an edit at the end. The entry on screen is replaced if it has the same photo and words: another setting of the same edit is
 * not another edit. Oldest entries go when the pictures take more than the budget.
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
  const dropped = history.dropped + history.entries.length + 1 - entries.length;
  return { entries, cursor: entries.length - 1, dropped };
}

/** Puts edits of an earlier visit in front of those made since; the entry on screen stays the same. */
export function prependEdits(history: History, earlier: readonly HistoryEntry[]): History {
  const known = new Set(history.entries.map(({ id }) => id));
  const added = earlier.filter(({ id }) => !known.has(id));
  const cursor = history.cursor < 0 ? -1 : history.cursor + added.length;
  return { ...history, entries: [...added, ...history.entries], cursor };
}

/**
 * Puts the edits of a project behind those that are there. The oldest go when there are too many.
 *
 * @param cursor the edit on screen, by its place in `added`; -1 for none
 */
export function appendEdits(
  history: History,
  added: readonly HistoryEntry[],
  cursor: number,
  budgetBytes = HISTORY_BUDGET_BYTES,
): History {
  const ids = new Set(added.map(({ id }) => id));
  const others = history.entries.filter(({ id }) => !ids.has(id));
  const entries = prune([...others, ...added], budgetBytes);
  const goneCount = others.length + added.length - entries.length;
  const place = cursor < 0 ? -1 : others.length + cursor - goneCount;
  return { entries, cursor: Math.max(-1, place), dropped: history.dropped + goneCount };
}

/** Takes one edit out. If it was on screen, the one before it takes its place. */
export function removeEdit(history: History, id: string): History {
  const index = history.entries.findIndex((entry) => entry.id === id);
  if (index < 0) return history;
  return {
    ...history,
    entries: history.entries.toSpliced(index, 1),
    cursor: history.cursor - (index <= history.cursor ? 1 : 0),
  };
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

/** Bytes of memory that the pictures of the history take. */
export function measureHistory({ entries }: History): number {
  return countBytes(entries.map(picturesOf), new Set());
}

function prune(entries: readonly HistoryEntry[], budgetBytes: number): readonly HistoryEntry[] {
  const seen = new Set<object>();
  let bytes = 0;
  const lastDropped = entries.findLastIndex((entry, index) => {
    bytes += countBytes(picturesOf(entry), seen);
    return bytes > budgetBytes && index < entries.length - 1;
  });
  return entries.slice(lastDropped + 1);
}

function picturesOf({ photo, result }: HistoryEntry): readonly unknown[] {
  return [photo.pixels, result];
}

/** Bytes of all arrays of numbers within a value, each once, whatever they hold: a new kind of picture counts by itself. */
function countBytes(value: unknown, seen: Set<object>): number {
  if (typeof value !== 'object' || value === null || value instanceof Blob || seen.has(value)) return 0;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return Object.values(value).reduce<number>((sum, part) => sum + countBytes(part, seen), 0);
}
