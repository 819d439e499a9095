import { EngineFailure } from '../../src/protocol/errors.ts';
import type { StoreListener } from '../../src/protocol/pack-store.ts';
import { matchesChecksum } from '../../src/packs/hub/check-file.ts';
import { resetFile } from '../../src/packs/hub/download-ledger.ts';
import { createSpeedMeter } from '../../src/packs/hub/speed-meter.ts';
import { piecesOfBlob } from './file-pieces.ts';
import { isNotFound, openFileAt, openPackFolder, writeFileAt, openFilesFolder } from './pack-folders.ts';
import { LEDGER, noteFile, readPlan, readRecord, writeRecord } from './pack-record.ts';
import { sha1 } from './sha1.ts';
import { totalBytesOf } from '../../src/packs/pack-file.ts';

/** Reads every file of a pack again; returns the paths of damaged or missing ones, which `fetch` then replaces. Throws `store/stopped`. */
export async function verifyPack(id: string, onEvent: StoreListener, signal: AbortSignal): Promise<readonly string[]> {
  const folder = await openPackFolder(id);
  let record = await readRecord(folder);
  if (record === null) throw new EngineFailure('pack/missing-file', { file: id });
  const files = await openFilesFolder(folder, { create: true });
  const { parts, ledger } = await readPlan(folder, record);
  const meter = createSpeedMeter(() => performance.now() / 1000);
  const totalBytes = totalBytesOf(record.files);
  let doneBytes = 0;
  const onBytes = (bytes: number): void => {
    if (signal.aborted) throw new EngineFailure('store/stopped');
    doneBytes += bytes;
    onEvent({ type: 'progress', phase: 'checking', doneBytes, totalBytes, bytesPerSecond: meter.note(doneBytes) });
  };
  const damaged: string[] = [];
  for (const [index, { path, checksum, sizeBytes, isVerified }] of record.files.entries()) {
    const blob = await openFileAt(files, path)
      .then((handle) => handle.getFile())
      .catch(absent);
    const isIntact = blob !== null && (await matchesChecksum(checksum, sizeBytes, piecesOfBlob(blob), sha1, onBytes));
    if (!isIntact) {
      damaged.push(path);
      resetFile(parts, ledger, index);
    }
    if (isIntact !== isVerified) record = noteFile(record, index, { isVerified: isIntact });
  }
  if (damaged.length > 0) await writeFileAt(folder, LEDGER, new Uint8Array(ledger.buffer));
  await writeRecord(folder, record);
  return damaged;
}

function absent(error: unknown): null {
  if (isNotFound(error)) return null;
  throw error;
}
