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
  /** It stays when room runs out. */
  readonly isPinned?: boolean;
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

/** Adds an edit at the end and puts it on screen. Oldest entries that are not pinned go when the pictures take more than the budget. */
export function commitEdit(history: History, entry: HistoryEntry, budgetBytes = HISTORY_BUDGET_BYTES): History {
  const added = addEdit(history, entry, budgetBytes);
  return selectEntry(added, added.entries.find(({ key }) => key === entry.key)?.id ?? '');
}

/** Adds an edit at the end, unless it is there already; what is on screen stays. Edits of the same words are numbered. */
export function addEdit(history: History, entry: HistoryEntry, budgetBytes = HISTORY_BUDGET_BYTES): History {
  if (history.entries.some(({ key }) => key === entry.key)) return history;
  const names = new Set(history.entries.filter(({ photo }) => photo.id === entry.photo.id).map(({ name }) => name));
  let { name } = entry;
  for (let number = 2; names.has(name); number++) name = `${entry.name} (${number})`;
  return withEntries(history, [...history.entries, { ...entry, name }], budgetBytes);
}

/** Keeps an edit when room runs out, or no longer. */
export function pinEdit(history: History, id: string, isPinned: boolean): History {
  const index = history.entries.findIndex((entry) => entry.id === id);
  const entry = history.entries[index];
  return entry === undefined ? history : { ...history, entries: history.entries.with(index, { ...entry, isPinned }) };
}

/** What is on screen stays so as long as it is there. */
function withEntries(history: History, all: readonly HistoryEntry[], budgetBytes: number): History {
  const entries = prune(all, budgetBytes);
  const shown = history.entries[history.cursor]?.id;
  const cursor = entries.findIndex(({ id }) => id === shown);
  return { entries, cursor, dropped: history.dropped + all.length - entries.length };
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
  const shown = added[cursor]?.id ?? '';
  const appended = withEntries({ ...history, cursor: -1 }, [...others, ...added], budgetBytes);
  return { ...selectEntry(appended, shown), dropped: appended.dropped };
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

export function selectEntry(history: History, id: string): History {
  const cursor = history.entries.findIndex((entry) => entry.id === id);
  return cursor < 0 ? history : { ...history, cursor };
}

/** Bytes of memory that the pictures of the history take. */
export function measureHistory({ entries }: History): number {
  return countBytes(entries.map(picturesOf), new Set());
}

/** Drops the oldest that are not pinned; never the newest. */
function prune(entries: readonly HistoryEntry[], budgetBytes: number): readonly HistoryEntry[] {
  let kept = entries;
  while (countBytes(kept.map(picturesOf), new Set()) > budgetBytes) {
    const oldest = kept.findIndex(({ isPinned }) => isPinned !== true);
    if (oldest < 0 || oldest === kept.length - 1) break;
    kept = kept.toSpliced(oldest, 1);
  }
  return kept;
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
