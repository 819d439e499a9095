import { EngineFailure } from '../../src/protocol/errors.ts';
import type { PackPlace } from '../../src/protocol/pack-place.ts';
import { chooseGraphs } from '../../src/packs/choose-graphs.ts';
import type { PackName } from '../../src/packs/detect/pack-name.ts';
import { createSha256 } from '../../src/packs/hub/sha256.ts';
import type { PackReader } from '../../src/packs/pack-reader.ts';
import { renameGraphs } from '../../src/packs/rename-graphs.ts';
import { openFilesFolder, openPackFolder } from '../pack-store/pack-folders.ts';
import { readRecord, requireComplete, type PackRecord } from '../pack-store/pack-record.ts';
import { withPackLock } from '../pack-store/pack-lock.ts';
import { createBlobPackReader, type BlobFiles, type ReadListener } from './blob-pack-reader.ts';
import { createCompiledCache, type CompiledCache } from './compiled-cache.ts';
import { createFetchPackReader } from './fetch-pack-reader.ts';
import { filesOfFolder, filesOfPicked } from './folder-files.ts';
import { isInFolder, PACK_FOLDERS, UNET_GRAPH } from '../../src/packs/pack-layout.ts';

/** A pack that is about to be opened. */
export interface PackAccess {
  readonly reader: PackReader;
  /** What to call it where it has no `pack.json`. */
  readonly name: PackName;
  /** Keeps what was compiled for it; null where a pack brings its graphs. */
  readonly keep: CompiledCache['keep'] | null;
  /** Releases it. */
  close(): void;
}

const HASH_DIGITS = 16;

/**
 * Opens the files of a pack wherever they are. Throws `EngineFailure` `pack/missing-file`, `pack/corrupt-file` with `{ file }` for a
 * stored pack that is not whole, `store/busy` for one that is being written.
 */
export async function openPackReader(place: PackPlace, onRead: ReadListener): Promise<PackAccess> {
  if (place.kind === 'url') {
    const name =
      new URL(place.baseUrl, self.location.href).pathname.split('/').findLast((part) => part !== '') ?? 'pack';
    return {
      reader: createFetchPackReader(place.baseUrl, onRead),
      name: { id: name, name, version: '' },
      keep: null,
      close: () => undefined,
    };
  }
  if (place.kind === 'stored') return openStored(place.id, onRead);
  const files = place.kind === 'folder' ? filesOfFolder(place.folder) : filesOfPicked(place.files);
  const name = place.kind === 'folder' ? place.folder.name : place.name;
  return openFolder(files, name, onRead);
}

async function openStored(id: string, onRead: ReadListener): Promise<PackAccess> {
  const release = await acquireReadLock(id);
  try {
    const folder = await openPackFolder(id);
    const record = await readRecord(folder);
    if (record === null) throw new EngineFailure('pack/missing-file', { file: id });
    requireComplete(record);
    const files = filesOfFolder(await openFilesFolder(folder));
    const listed = record.files.map(({ path, sizeBytes, checksum }) =>
      checksum.kind === 'sha256' ? { path, sizeBytes, sha256: checksum.hex } : { path, sizeBytes },
    );
    const reader = createBlobPackReader({ ...files, list: async () => listed }, onRead);
    const cache = createCompiledCache(reader, id, hashText(stateOf(record)));
    const version = hashText(record.files.map(({ checksum }) => checksum.hex).join(' '));
    return { reader: cache.reader, name: { id, name: record.name, version }, keep: cache.keep, close: release };
  } catch (error) {
    release();
    throw error;
  }
}

/** The checksums of the UNet's graph and weights stand for what is compiled from it. */
function stateOf({ files }: PackRecord): string {
  return files
    .filter(({ path }) => isInFolder(path, PACK_FOLDERS.unet))
    .map(({ path, checksum }) => `${path} ${checksum.hex}`)
    .join('\n');
}

/** The files of a folder have not been hashed: the size and time of its UNet stand for their content. */
async function openFolder(files: BlobFiles, name: string, onRead: ReadListener): Promise<PackAccess> {
  const reader = renameGraphs(createBlobPackReader(files, onRead));
  const unet = await files.find(chooseGraphs(await files.list()).get(PACK_FOLDERS.unet) ?? UNET_GRAPH);
  const state = unet === null ? '' : `${unet.size} ${unet instanceof File ? unet.lastModified : ''}`;
  const id = `folder-${hashText(`${name} ${state}`)}`;
  const cache = createCompiledCache(reader, id, hashText(state));
  return {
    reader: cache.reader,
    name: { id, name, version: hashText(state) },
    keep: cache.keep,
    close: () => undefined,
  };
}

/** Locks a stored pack for reading until the function that it resolves with is called. */
function acquireReadLock(id: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    withPackLock(id, 'shared', () => new Promise<void>((release) => resolve(release))).catch(reject);
  });
}

function hashText(text: string): string {
  const sha256 = createSha256();
  sha256.update(new TextEncoder().encode(text));
  return sha256.finish().slice(0, HASH_DIGITS);
}
