import type { CaretRange } from './caret.ts';

interface Snapshot {
  readonly text: string;
  readonly caret: CaretRange;
}

/** Keystrokes closer than this are taken back together. */
const BURST_MS = 600;

/** Undo inside the sentence: the browser forgets its own whenever the marks are drawn anew. */
export interface TextUndo {
  /** Remembers the text before a keystroke, or before a composition, which is a step of its own. */
  note(before: Snapshot, nowMs: number, kind?: 'keystroke' | 'composition'): void;
  undo(current: Snapshot): Snapshot | null;
  redo(current: Snapshot): Snapshot | null;
  /** Begins anew. */
  forget(): void;
}

export function createTextUndo(): TextUndo {
  const past: Snapshot[] = [];
  const future: Snapshot[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    note(before, nowMs, kind = 'keystroke') {
      if (kind === 'composition' || nowMs - lastMs > BURST_MS) past.push(before);
      lastMs = nowMs;
      future.length = 0;
    },
    undo(current) {
      const earlier = past.pop();
      if (earlier === undefined) return null;
      future.push(current);
      lastMs = Number.NEGATIVE_INFINITY;
      return earlier;
    },
    redo(current) {
      const later = future.pop();
      if (later === undefined) return null;
      past.push(current);
      return later;
    },
    forget() {
      past.length = 0;
      future.length = 0;
      lastMs = Number.NEGATIVE_INFINITY;
    },
  };
}
