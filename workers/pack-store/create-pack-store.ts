import { EngineFailure } from '../../src/protocol/errors.ts';
import type {
  PackOffer,
  PackSpec,
  PackStore,
  Result,
  StoredPack,
  StoreListener,
} from '../../src/protocol/pack-store.ts';
import {
  findMissingGraphs,
  requireGraphs,
  type ChosenFile,
  type ListedSource,
} from '../../src/packs/hub/choose-pack-files.ts';
import { formatRepository } from '../../src/protocol/parse-repository.ts';
import { countArrived } from '../../src/packs/hub/download-ledger.ts';
import { fetchPack } from '../../src/packs/hub/fetch-pack.ts';
import { HUB_ORIGIN } from '../../src/packs/hub/hub-address.ts';
import type { HubTransport } from '../../src/packs/hub/hub-transport.ts';
import { PART_BYTES } from '../../src/packs/hub/part-plan.ts';
import { copyFolder } from './copy-folder.ts';
import { openPartStorage } from './opfs-part-storage.ts';
import { openPackFolder, openPacksFolder } from './pack-folders.ts';
import { withPackLock } from './pack-lock.ts';
import {
  findRecord,
  FORMAT_VERSION,
  toStoredPack,
  readPlan,
  readRecord,
  writeRecord,
  type PackRecord,
} from './pack-record.ts';
import { sha1 } from './sha1.ts';
import { measureSpace, requireSpace } from './space.ts';
import { toStoreFailure } from './store-failure.ts';
import { createThrottle } from './throttle-progress.ts';
import { verifyPack } from './verify-pack.ts';
import { listSources } from '../../src/packs/hub/list-sources.ts';
import { totalBytesOf } from '../../src/packs/pack-file.ts';
import { toResult } from '../to-result.ts';

/** The packs of this browser, in the origin's private file system. */
export function createPackStore(transport: HubTransport): PackStore {
  const running = new Map<string, AbortController>();

  /** Answers a call that `stop(id)` can end. */
  function stoppable<T>(
    id: string,
    onEvent: StoreListener,
    task: (onProgress: StoreListener, signal: AbortSignal) => Promise<T>,
  ): Promise<Result<T>> {
    const run = async (): Promise<T> => {
      const abort = new AbortController();
      if (running.has(id)) throw new EngineFailure('store/busy');
      running.set(id, abort);
      try {
        return await task(createThrottle(onEvent), abort.signal);
      } finally {
        running.delete(id);
      }
    };
    return toResult(run, toStoreFailure, onEvent);
  }

  return {
    list: () => toResult(listPacks, toStoreFailure),

    inspect: (spec) => toResult(async () => (await inspect(transport, spec)).offer, toStoreFailure),

    fetch: (spec, onEvent) =>
      stoppable(spec.id, onEvent, (onProgress, signal) =>
        withPackLock(spec.id, 'exclusive', () => fetchIntoStore(transport, spec, onProgress, signal)),
      ),

    async stop(id) {
      running.get(id)?.abort();
    },

    verify: (id, onEvent) =>
      stoppable(id, onEvent, (onProgress, signal) =>
        withPackLock(id, 'shared', () => verifyPack(id, onProgress, signal)),
      ),

    remove: (id) =>
      toResult(
        () =>
          withPackLock(id, 'exclusive', async () => {
            const packs = await openPacksFolder();
            await packs.removeEntry(id, { recursive: true });
            return null;
          }),
        toStoreFailure,
      ),

    copy: (id, name, files, onEvent) =>
      stoppable(id, onEvent, (onProgress, signal) =>
        withPackLock(id, 'exclusive', () => copyFolder(id, name, files, onProgress, signal)),
      ),
  };
}

async function listPacks() {
  const packs: StoredPack[] = [];
  const root = await openPacksFolder();
  for await (const entry of root.values()) {
    if (entry.kind !== 'directory') continue;
    const record = await readRecord(entry).catch(leaveNewer);
    if (record !== null) packs.push(await toStoredPack(entry, record));
  }
  packs.sort((a, b) => a.name.localeCompare(b.name));
  return { packs, space: await measureSpace(packs) };
}

/** A pack of a newer version stays as it is, and is none of this page's. */
function leaveNewer(failure: unknown): null {
  if (failure instanceof EngineFailure && failure.error.code === 'store/newer') return null;
  throw failure;
}

async function inspect(
  transport: HubTransport,
  spec: PackSpec,
): Promise<{ readonly offer: PackOffer; readonly record: PackRecord }> {
  const { listed, files } = await listSources(transport, HUB_ORIGIN, spec.sources);
  // A folder that is taken under another name is not part of the model: its licence is another.
  const named = listed.find(({ source, listing }) => source.to === undefined && listing.license !== null);
  const license = named?.listing.license ?? null;
  const record: PackRecord = {
    formatVersion: FORMAT_VERSION,
    id: spec.id,
    name: spec.name,
    source: 'hub',
    origins: originsOf(listed, files),
    license,
    partBytes: PART_BYTES,
    files: files.map((file) => ({ ...file, isVerified: false })),
  };
  const sizeBytes = totalBytesOf(files);
  return { offer: { spec, files: files.length, sizeBytes, license, missing: findMissingGraphs(files) }, record };
}

/** The repositories that a pack has files of, each with its revision where that is not the usual one. */
function originsOf(listed: readonly ListedSource[], files: readonly ChosenFile[]): readonly string[] {
  const used = new Set(files.map(({ repository }) => repository));
  const sources = listed.filter(({ listing }) => used.has(listing.repository));
  return [...new Set(sources.map(({ source }) => formatRepository(source)))];
}

async function fetchIntoStore(
  transport: HubTransport,
  spec: PackSpec,
  onEvent: StoreListener,
  signal: AbortSignal,
): Promise<StoredPack> {
  const known = await findRecord(spec.id);
  const record = known ?? (await inspectComplete(transport, spec));
  const folder = await openPackFolder(spec.id, { create: true });
  const plan = await readPlan(folder, record);
  await requireSpace(totalBytesOf(record.files) - countArrived(plan.ledger));
  if (known === null) await writeRecord(folder, record);
  const storage = await openPartStorage(folder, record);
  try {
    await fetchPack({
      origin: HUB_ORIGIN,
      files: record.files,
      ...plan,
      verified: new Set(record.files.flatMap(({ isVerified }, index) => (isVerified ? [index] : []))),
      storage,
      transport,
      sha1,
      nowSeconds: () => performance.now() / 1000,
      waitSeconds: (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds)),
      signal,
      onEvent,
    });
    return await toStoredPack(folder, storage.record());
  } finally {
    storage.close();
  }
}

async function inspectComplete(transport: HubTransport, spec: PackSpec): Promise<PackRecord> {
  const { record } = await inspect(transport, spec);
  requireGraphs(record.files);
  return record;
}
