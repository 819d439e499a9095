import type { EngineError } from '../../protocol/errors.ts';
import type { PickedFile, StoreContent, StoreEvent } from '../../protocol/pack-store.ts';

/** The pack that edits are made with. */
export type PackChoice =
  | { readonly kind: 'starter' }
  | { readonly kind: 'stored'; readonly id: string }
  | { readonly kind: 'folder'; readonly id: string };

/** A folder of this computer that a pack is read from. */
export interface PackFolder {
  readonly id: string;
  readonly name: string;
  /** A handle can be asked again on the next visit, chosen files cannot. */
  readonly source: FileSystemDirectoryHandle | readonly PickedFile[];
}

/** What is being done to a pack. */
export interface PackWork {
  readonly phase: 'starting' | 'fetching' | 'checking' | 'copying';
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
}

/** What came of it. */
export type PackNote =
  | { readonly kind: 'error'; readonly error: EngineError }
  | { readonly kind: 'refused'; readonly file: string }
  | { readonly kind: 'sound' }
  | { readonly kind: 'damaged'; readonly files: readonly string[] };

export interface PacksState {
  readonly isDialogOpen: boolean;
  readonly choice: PackChoice;
  /** Null until the store was asked. */
  readonly content: StoreContent | null;
  /** Why the store cannot be asked. */
  readonly problem: EngineError | null;
  readonly folders: readonly PackFolder[];
  /** By the id of the pack. */
  readonly work: Readonly<Record<string, PackWork>>;
  readonly notes: Readonly<Record<string, PackNote>>;
}

export const STARTER_CHOICE: PackChoice = { kind: 'starter' };

export const NO_PACKS: PacksState = {
  isDialogOpen: false,
  choice: STARTER_CHOICE,
  content: null,
  problem: null,
  folders: [],
  work: {},
  notes: {},
};

export function beginWork(state: PacksState, id: string): PacksState {
  const work = { phase: 'starting', doneBytes: 0, totalBytes: 0, bytesPerSecond: 0 } as const;
  return { ...state, work: { ...state.work, [id]: work }, notes: without(state.notes, id) };
}

/** Progress of work that has ended is not shown any more. */
export function applyStoreEvent(state: PacksState, id: string, event: StoreEvent): PacksState {
  if (state.work[id] === undefined) return state;
  if (event.type === 'refused') return setNote(state, id, { kind: 'refused', file: event.file });
  const { phase, doneBytes, totalBytes, bytesPerSecond } = event;
  return { ...state, work: { ...state.work, [id]: { phase, doneBytes, totalBytes, bytesPerSecond } } };
}

/** Ends the work on a pack. A stop was asked for: it needs no note. */
export function endWork(state: PacksState, id: string, error: EngineError | null): PacksState {
  const ended = { ...state, work: without(state.work, id) };
  return error === null || error.code === 'store/stopped' ? ended : setNote(ended, id, { kind: 'error', error });
}

export function setNote(state: PacksState, id: string, note: PackNote): PacksState {
  return { ...state, notes: { ...state.notes, [id]: note } };
}

/** A pack that is gone has nothing to be said about. */
export function clearNote(state: PacksState, id: string): PacksState {
  return { ...state, notes: without(state.notes, id) };
}

/** What the copy of a folder is called in the store. */
export function copyIdOf(folderId: string): string {
  return `copy-${folderId}`;
}

export function isSameChoice(a: PackChoice, b: PackChoice): boolean {
  return a.kind === b.kind && (a.kind === 'starter' || (b.kind !== 'starter' && a.id === b.id));
}

function without<T>(record: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== id));
}
