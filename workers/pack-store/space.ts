import { EngineFailure } from '../../src/protocol/errors.ts';
import type { StoredPack, StoreSpace } from '../../src/protocol/pack-store.ts';

/** Left for the page itself and for what is compiled beside a pack. */
const RESERVE_BYTES = 16 * 2 ** 20;

export async function measureSpace(packs: readonly StoredPack[]): Promise<StoreSpace> {
  return { usedBytes: packs.reduce((sum, { arrivedBytes }) => sum + arrivedBytes, 0), freeBytes: await measureFree() };
}

/** Throws `store/no-space` with `{ neededBytes, freeBytes }` where `neededBytes` more do not fit. */
export async function requireSpace(neededBytes: number): Promise<void> {
  const freeBytes = await measureFree();
  if (neededBytes > 0 && neededBytes + RESERVE_BYTES > freeBytes) {
    throw new EngineFailure('store/no-space', { neededBytes, freeBytes });
  }
}

async function measureFree(): Promise<number> {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  return Math.max(0, quota - usage);
}
