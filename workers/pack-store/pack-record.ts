import { EngineFailure } from '../../src/protocol/errors.ts';
import type { StoredPack } from '../../src/protocol/pack-store.ts';
import type { ChosenFile } from '../../src/packs/hub/choose-pack-files.ts';
import { countArrived, planFetch, type FetchPlan } from '../../src/packs/hub/download-ledger.ts';
import { openPackFolder, readFileAt, writeFileAt } from './pack-folders.ts';
import { totalBytesOf } from '../../src/packs/pack-file.ts';

/**
 * A record is written twice, the second time over what was there: one of the two is whole whenever the disk is full or the browser ends.
 * The first is the one to read.
 */
const RECORDS = ['record.json', 'record.next.json'] as const;
export const LEDGER = 'ledger.bin';
export const FORMAT_VERSION = 1;

/** What the store knows of a pack. The commits in `files` pin it: a pack that is fetched in two visits is of one state. */
export interface PackRecord {
  readonly formatVersion: typeof FORMAT_VERSION;
  readonly id: string;
  readonly name: string;
  readonly source: StoredPack['source'];
  readonly origins: readonly string[];
  readonly license: string | null;
  /** Of the parts in the ledger. */
  readonly partBytes: number;
  readonly files: readonly StoredFileRecord[];
}

export interface StoredFileRecord extends ChosenFile {
  /** Whether its content was read and matches the checksum. */
  readonly isVerified: boolean;
}

/** The record of a pack, null where there is none. Throws like `readRecord`. */
export async function findRecord(id: string): Promise<PackRecord | null> {
  return openPackFolder(id).then(readRecord, () => null);
}

/** Reads a record; null where there is none. Throws `store/newer` with `{ pack }` for one of a newer version: it must stay as it is. */
export async function readRecord(folder: FileSystemDirectoryHandle): Promise<PackRecord | null> {
  for (const name of RECORDS) {
    const bytes = await readFileAt(folder, name);
    const record = bytes === null ? null : parseRecord(bytes, folder.name);
    if (record !== null) return record;
  }
  return null;
}

function parseRecord(bytes: Uint8Array, pack: string): PackRecord | null {
  let record: PackRecord;
  try {
    // Only `writeRecord` writes it; after a crash it may not be JSON.
    record = JSON.parse(new TextDecoder().decode(bytes)) as PackRecord;
  } catch {
    return null;
  }
  // Any version may have written it.
  if (Number(record.formatVersion) > FORMAT_VERSION) throw new EngineFailure('store/newer', { pack });
  return record.formatVersion === FORMAT_VERSION ? record : null;
}

export async function writeRecord(folder: FileSystemDirectoryHandle, record: PackRecord): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(record));
  for (const name of RECORDS.toReversed()) await writeFileAt(folder, name, bytes);
}

/** The record with another state of one file. */
export function noteFile(record: PackRecord, index: number, change: Partial<StoredFileRecord>): PackRecord {
  return { ...record, files: record.files.map((file, at) => (at === index ? { ...file, ...change } : file)) };
}

/** The parts of a pack, and how much of them is here. */
export async function readPlan(
  folder: FileSystemDirectoryHandle,
  { files, partBytes }: PackRecord,
): Promise<FetchPlan> {
  return planFetch(files, (await readFileAt(folder, LEDGER)) ?? undefined, partBytes);
}

/** What the page is told of a pack. */
export async function toStoredPack(folder: FileSystemDirectoryHandle, record: PackRecord): Promise<StoredPack> {
  const { id, name, source, origins, license, files } = record;
  const isComplete = files.every(({ isVerified }) => isVerified);
  const sizeBytes = totalBytesOf(files);
  const arrivedBytes = isComplete ? sizeBytes : countArrived((await readPlan(folder, record)).ledger);
  return { id, name, source, origins, license, sizeBytes, arrivedBytes, isComplete };
}

/** Throws `pack/corrupt-file` with `{ file }` unless every file is here and verified. */
export function requireComplete({ files }: PackRecord): void {
  const open = files.find(({ isVerified }) => !isVerified);
  if (open !== undefined) throw new EngineFailure('pack/corrupt-file', { file: open.path });
}
