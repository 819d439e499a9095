import type { Conditioning, SourceRow } from '../engine/ports.ts';
import type { Tensor } from '../engine/tensor/tensor.ts';
import type { KeptValue } from './session.ts';

/** What a source row leaves behind: its noise and maps, one row each, and what the graph of the target alone reads. */
export interface KeptRow {
  readonly noise: Tensor;
  readonly maps: Tensor;
  readonly values: Readonly<Record<string, KeptValue>>;
}

/** Source rows that ran, up to a number of bytes. */
export interface SourceMemory {
  readonly usedBytes: number;
  /** Whether rows are worth keeping: there is room for the session that reads them. */
  readonly isOpen: boolean;
  /** `task` on what is kept of a row, which stays until it has ended; null when nothing is. */
  use<T>(row: SourceRow, timestep: number, task: (kept: KeptRow) => Promise<T>): Promise<T | null>;
  /** Keeps a row, or releases it at once where there is no room. */
  add(row: SourceRow, timestep: number, kept: KeptRow): void;
  clear(): void;
  /** Clears it, and keeps nothing from now on. */
  close(): void;
}

interface Entry {
  readonly row: SourceRow;
  readonly timestep: number;
  readonly kept: KeptRow;
  readonly bytes: number;
  users: number;
}

/**
 * Rows are known by their objects, which the engine makes once and never changes: the latents of a trajectory by its photo, words and
 * settings, the hidden states by the words. Rows of other trajectories make room for a new one, oldest first. Those of its own do not:
 * an edit goes through them in the same order every time, and whatever was dropped would be the next that it needs.
 */
export function createSourceMemory(limitBytes: number, hasRoom: () => boolean = () => true): SourceMemory {
  /** By latent, in the order in which they came. */
  const entries = new Map<Tensor, Entry>();
  let usedBytes = 0;
  let isClosed = false;

  function remove(latent: Tensor, entry: Entry): void {
    entries.delete(latent);
    usedBytes -= entry.bytes;
    if (entry.users === 0) release(entry);
  }

  function clear(): void {
    for (const [latent, entry] of entries) remove(latent, entry);
  }

  return {
    get usedBytes() {
      return usedBytes;
    },
    get isOpen() {
      return !isClosed && hasRoom();
    },
    async use(row, timestep, task) {
      const entry = entries.get(row.latent);
      if (entry === undefined || entry.timestep !== timestep || !sameWords(entry.row.conditioning, row.conditioning)) {
        return null;
      }
      entry.users++;
      try {
        return await task(entry.kept);
      } finally {
        entry.users--;
        if (entry.users === 0 && entries.get(row.latent) !== entry) release(entry);
      }
    },
    add(row, timestep, kept) {
      const entry = { row, timestep, kept, bytes: bytesOf(kept), users: 0 };
      const known = entries.get(row.latent);
      if (known !== undefined) remove(row.latent, known);
      for (const [latent, other] of entries) {
        if (usedBytes + entry.bytes <= limitBytes) break;
        if (other.row.trajectory !== row.trajectory) remove(latent, other);
      }
      if (usedBytes + entry.bytes > limitBytes) {
        release(entry);
        return;
      }
      entries.set(row.latent, entry);
      usedBytes += entry.bytes;
    },
    clear,
    close() {
      isClosed = true;
      clear();
    },
  };
}

function sameWords(a: Conditioning, b: Conditioning): boolean {
  const names = new Set([...Object.keys(a.added ?? {}), ...Object.keys(b.added ?? {})]);
  return (
    a.hiddenStates === b.hiddenStates &&
    a.guidance === b.guidance &&
    [...names].every((name) => a.added?.[name] === b.added?.[name])
  );
}

function bytesOf({ noise, maps, values }: KeptRow): number {
  return Object.values(values).reduce(
    (sum, { byteLength }) => sum + byteLength,
    noise.data.byteLength + maps.data.byteLength,
  );
}

function release({ kept }: Entry): void {
  for (const value of Object.values(kept.values)) value.release();
}
