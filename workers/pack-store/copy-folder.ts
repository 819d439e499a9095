import { EngineFailure } from '../../src/protocol/errors.ts';
import type { PickedFile, StoredPack, StoreListener } from '../../src/protocol/pack-store.ts';
import { choosePackFiles, requireGraphs } from '../../src/packs/hub/choose-pack-files.ts';
import { PART_BYTES } from '../../src/packs/hub/part-plan.ts';
import { createSha256 } from '../../src/packs/hub/sha256.ts';
import { createSpeedMeter } from '../../src/packs/hub/speed-meter.ts';
import { piecesOfBlob } from './file-pieces.ts';
import { openFileAt, openPackFolder, openFilesFolder, writeAll } from './pack-folders.ts';
import { findRecord, FORMAT_VERSION, toStoredPack, noteFile, writeRecord, type PackRecord } from './pack-record.ts';
import { requireSpace } from './space.ts';
import { totalBytesOf } from '../../src/packs/pack-file.ts';

/**
 * Copies the files of a chosen folder that a pack is made of; their checksums are computed on the way. Throws `pack/missing-file`,
 * `store/newer`, `store/no-space`, `store/stopped`: a copy that was stopped starts over.
 */
export async function copyFolder(
  id: string,
  name: string,
  picked: readonly PickedFile[],
  onEvent: StoreListener,
  signal: AbortSignal,
): Promise<StoredPack> {
  const blobs = new Map(picked.map(({ path, file }) => [path, file]));
  const unknown = { kind: 'sha256', hex: '' } as const;
  const listing = {
    repository: name,
    commit: '',
    license: null,
    files: picked.map(({ path, file }) => ({ path, sizeBytes: file.size, checksum: unknown })),
  };
  const chosen = choosePackFiles([{ source: { repository: name }, listing }]);
  requireGraphs(chosen);
  await findRecord(id);
  const totalBytes = totalBytesOf(chosen);
  await requireSpace(totalBytes);

  let record: PackRecord = {
    formatVersion: FORMAT_VERSION,
    id,
    name,
    source: 'folder',
    origins: [name],
    license: null,
    partBytes: PART_BYTES,
    files: chosen.map((file) => ({ ...file, isVerified: false })),
  };
  const folder = await openPackFolder(id, { create: true });
  await writeRecord(folder, record);
  const files = await openFilesFolder(folder, { create: true });
  const meter = createSpeedMeter(() => performance.now() / 1000);
  let doneBytes = 0;
  for (const [index, { path, remotePath = path }] of chosen.entries()) {
    const access = await (await openFileAt(files, path, { create: true })).createSyncAccessHandle();
    const sha256 = createSha256();
    try {
      access.truncate(0);
      let offset = 0;
      for await (const piece of piecesOfBlob(blobs.get(remotePath) ?? new Blob())) {
        if (signal.aborted) throw new EngineFailure('store/stopped');
        writeAll(access, piece, offset);
        offset += piece.length;
        sha256.update(piece);
        doneBytes += piece.length;
        onEvent({ type: 'progress', phase: 'copying', doneBytes, totalBytes, bytesPerSecond: meter.note(doneBytes) });
      }
      access.flush();
    } finally {
      access.close();
    }
    record = noteFile(record, index, { checksum: { kind: 'sha256', hex: sha256.finish() }, isVerified: true });
  }
  await writeRecord(folder, record);
  return toStoredPack(folder, record);
}
