import { PART_BYTES, planParts, type Part } from './part-plan.ts';
import { at } from '../../engine/at.ts';

/**
 * How many bytes of every part have been written, in the order of the plan. Of a part whose connection was lost the beginning counts,
 * so that nothing is fetched twice.
 */
export type Ledger = Uint32Array<ArrayBuffer>;

/** The parts of a pack's files, and how much of them is here. */
export interface FetchPlan {
  readonly parts: readonly Part[];
  readonly ledger: Ledger;
}

/** Plans a fetch, or the rest of one whose ledger was `stored`. */
export function planFetch(
  files: readonly { readonly sizeBytes: number }[],
  stored: Uint8Array | undefined,
  partBytes: number = PART_BYTES,
): FetchPlan {
  const parts = planParts(
    files.map(({ sizeBytes }) => sizeBytes),
    partBytes,
  );
  return { parts, ledger: openLedger(parts, stored) };
}

/**
 * A fresh ledger, or the stored one if it fits the plan; a count beyond a part's length counts as 0. A stored one ends with the last
 * part that was begun.
 */
export function openLedger(parts: readonly Part[], stored?: Uint8Array): Ledger {
  const ledger = new Uint32Array(parts.length);
  if (stored === undefined || stored.length > ledger.byteLength) return ledger;
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  for (const [index, { length }] of parts.slice(0, Math.floor(stored.length / 4)).entries()) {
    const arrived = view.getUint32(4 * index, true);
    ledger[index] = arrived <= length ? arrived : 0;
  }
  return ledger;
}

/** One entry as it is stored: 32 bits, little endian, at 4 x its index. */
export function encodeEntry(ledger: Ledger, index: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, at(ledger, index), true);
  return bytes;
}

/** Bytes written so far. */
export function countArrived(ledger: Ledger): number {
  return ledger.reduce((sum, arrived) => sum + arrived, 0);
}

/** Indices of the parts that are not whole yet. */
export function openParts(parts: readonly Part[], ledger: Ledger): readonly number[] {
  return parts.flatMap(({ length }, index) => (at(ledger, index) < length ? [index] : []));
}

/** True when all parts of a file are written; an empty file is whole. */
export function isFileWhole(parts: readonly Part[], ledger: Ledger, file: number): boolean {
  return parts.every((part, index) => part.file !== file || ledger[index] === part.length);
}

/** Sets the counts of a file to 0, so that it is fetched again. Returns the indices of its parts. */
export function resetFile(parts: readonly Part[], ledger: Ledger, file: number): readonly number[] {
  const indices = parts.flatMap((part, index) => (part.file === file ? [index] : []));
  for (const index of indices) ledger[index] = 0;
  return indices;
}
