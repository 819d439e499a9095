import { releaseProxy } from 'comlink';
import { EngineFailure } from '../../src/protocol/errors.ts';
import type {
  PackOffer,
  PackRecipe,
  PackStore,
  Result,
  StoredPack,
  StoreEvent,
  StoreListener,
} from '../../src/protocol/pack-store.ts';
import { findMissingGraphs } from '../../src/packs/hub/choose-pack-files.ts';
import { countArrived, openLedger } from '../../src/packs/hub/download-ledger.ts';
import { fetchPack } from '../../src/packs/hub/fetch-pack.ts';
import { HUB_ORIGIN } from '../../src/packs/hub/hub-address.ts';
import type { HubTransport } from '../../src/packs/hub/hub-transport.ts';
import { PART_BYTES } from '../../src/packs/hub/part-plan.ts';
import { copyFolder } from './copy-folder.ts';
import { listSources } from './list-sources.ts';
import { openPartStorage } from './opfs-part-storage.ts';
import { openPackFolder, openPacksFolder } from './pack-folders.ts';
import { withPackLock } from './pack-lock.ts';
import { describePack, planOf, readLedger, readRecord, sizeOf, writeRecord, type PackRecord } from './pack-record.ts';
import { sha1 } from './sha1.ts';
import { measureSpace, requireSpace } from './space.ts';
import { toStoreFailure } from './store-failure.ts';
import { createThrottle } from './throttle-progress.ts';
import { verifyPack } from './verify-pack.ts';

/** The packs of this browser, in the origin's private file system. */
export function createPackStore(transport: HubTransport): PackStore {
  const running = new Map<string, AbortController>();

  /** Runs what `stop(id)` can end. */
  async function stoppable<T>(id: string, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const abort = new AbortController();
    if (running.has(id)) throw new EngineFailure('store/busy');
    running.set(id, abort);
    try {
      return await task(abort.signal);
    } finally {
      running.delete(id);
    }
  }

  return {
    list: () => settle(null, listPacks),

    look: (recipe) => settle(null, async () => (await look(transport, recipe)).offer),

    fetch: (recipe, onEvent) =>
      settle(onEvent, () =>
        stoppable(recipe.id, (signal) =>
          withPackLock(recipe.id, 'exclusive', () => fetchRecipe(transport, recipe, createThrottle(onEvent), signal)),
        ),
      ),

    async stop(id) {
      running.get(id)?.abort();
    },

    verify: (id, onEvent) =>
      settle(onEvent, () =>
        stoppable(id, (signal) => withPackLock(id, 'shared', () => verifyPack(id, createThrottle(onEvent), signal))),
      ),

    remove: (id) =>
      settle(null, () =>
        withPackLock(id, 'exclusive', async () => {
          const packs = await openPacksFolder();
          await packs.removeEntry(id, { recursive: true });
          return null;
        }),
      ),

    copy: (id, name, files, onEvent) =>
      settle(onEvent, () =>
        stoppable(id, (signal) =>
          withPackLock(id, 'exclusive', () => copyFolder(id, name, files, createThrottle(onEvent), signal)),
        ),
      ),
  };
}

async function listPacks() {
  const packs: StoredPack[] = [];
  const root = await openPacksFolder();
  for await (const entry of root.values()) {
    if (entry.kind !== 'directory') continue;
    const record = await readRecord(entry);
    if (record !== null) packs.push(await describePack(entry, record));
  }
  packs.sort((a, b) => a.name.localeCompare(b.name));
  return { packs, space: await measureSpace(packs) };
}

async function look(
  transport: HubTransport,
  recipe: PackRecipe,
): Promise<{ readonly offer: PackOffer; readonly record: PackRecord }> {
  const { files, license } = await listSources(transport, HUB_ORIGIN, recipe.sources);
  const record: PackRecord = {
    formatVersion: 1,
    id: recipe.id,
    name: recipe.name,
    source: 'hub',
    origins: [...new Set(files.map(({ repository }) => repository))],
    license,
    partBytes: PART_BYTES,
    files: files.map((file) => ({ ...file, isVerified: false })),
  };
  const offer = { recipe, files: files.length, sizeBytes: sizeOf(record), license, missing: findMissingGraphs(files) };
  return { offer, record };
}

async function fetchRecipe(
  transport: HubTransport,
  recipe: PackRecipe,
  onEvent: StoreListener,
  signal: AbortSignal,
): Promise<StoredPack> {
  const known = await openPackFolder(recipe.id).then(readRecord, () => null);
  const record = known ?? (await lookComplete(transport, recipe));
  const folder = await openPackFolder(recipe.id, { create: true });
  const parts = planOf(record);
  const ledger = openLedger(parts, await readLedger(folder));
  await requireSpace(sizeOf(record) - countArrived(ledger));
  if (known === null) await writeRecord(folder, record);
  const storage = await openPartStorage(folder, record);
  try {
    await fetchPack({
      origin: HUB_ORIGIN,
      files: record.files,
      parts,
      ledger,
      verified: new Set(record.files.flatMap(({ isVerified }, index) => (isVerified ? [index] : []))),
      storage,
      transport,
      sha1,
      nowSeconds: () => performance.now() / 1000,
      waitSeconds: (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds)),
      signal,
      onEvent,
    });
    return await describePack(folder, storage.record());
  } finally {
    storage.close();
  }
}

async function lookComplete(transport: HubTransport, recipe: PackRecipe): Promise<PackRecord> {
  const { offer, record } = await look(transport, recipe);
  const [missing] = offer.missing;
  if (missing !== undefined) throw new EngineFailure('pack/missing-file', { file: missing });
  return record;
}

/** Turns what `task` throws into a `Result`, and lets go of the caller's listener at the end. */
async function settle<T>(onEvent: StoreListener | null, task: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await task() };
  } catch (error) {
    const failure = toStoreFailure(error);
    // The page shows a sentence; what the browser said is for whoever opens the console.
    if (failure.cause !== undefined) console.error(failure.cause);
    return { ok: false, error: failure.error };
  } finally {
    releaseListener(onEvent);
  }
}

/** A listener that came through comlink holds a message port until it is released. */
function releaseListener(
  onEvent: (((event: StoreEvent) => void) & { readonly [releaseProxy]?: () => void }) | null,
): void {
  onEvent?.[releaseProxy]?.();
}
