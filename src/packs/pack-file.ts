import { memorySource, piecesOf } from '../engine/onnx/byte-source.ts';
import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { damagedFile } from './damaged-file.ts';
import { decodeText } from './decode-text.ts';
import { isRecord } from './is-record.ts';
import { isLfsPointer, LFS_POINTER_HEAD } from './lfs-pointer.ts';
import type { PackReader, StoredFile } from './pack-reader.ts';

/** SHA-256 of bytes as lower-case hex. */
export type Digest = (bytes: Uint8Array) => Promise<string>;

/**
 * Reads a file that the manifest lists and verifies its size, and its SHA-256 where it is known and a `digest` is given. Throws
 * `EngineFailure`: `pack/missing-file` with `{ file }`, `pack/corrupt-file` with `{ file, damage, sizeBytes, expectedBytes }`.
 */
export async function readPackFile(
  reader: PackReader,
  manifest: Pick<PackManifest, 'files'>,
  path: string,
  digest?: Digest | undefined,
): Promise<Uint8Array> {
  const entry = entryOf(manifest, path);
  const bytes = await reader.read(path);
  if (bytes.length !== entry.sizeBytes) throw wrongSize(entry, bytes.length, bytes);
  if (digest === undefined || entry.sha256 === undefined) return bytes;
  if ((await digest(bytes)) !== entry.sha256) throw corrupt(entry, bytes.length);
  return bytes;
}

/** Opens a file that the manifest lists, and verifies its size alone. Throws as `readPackFile`. */
export async function openPackFile(
  reader: PackReader,
  manifest: Pick<PackManifest, 'files'>,
  path: string,
): Promise<StoredFile> {
  const entry = entryOf(manifest, path);
  const file = await openFile(reader, path);
  if (file.size !== entry.sizeBytes) throw wrongSize(entry, file.size, await file.read(0, LFS_POINTER_HEAD));
  return file;
}

/** Verifies size and, where it is known, SHA-256 of a listed file of any size, a piece at a time. Throws as `readPackFile`. */
export async function verifyPackFile(
  reader: PackReader,
  manifest: Pick<PackManifest, 'files'>,
  path: string,
  digest: (pieces: AsyncIterable<Uint8Array>) => Promise<string>,
): Promise<void> {
  const file = await openPackFile(reader, manifest, path);
  const entry = entryOf(manifest, path);
  if (entry.sha256 === undefined) return;
  if ((await digest(piecesOf(file))) !== entry.sha256) throw corrupt(entry, file.size);
}

/** Opens a file, whether or not a manifest lists it; one that has to be read whole where the reader cannot do better. */
export async function openFile(reader: PackReader, path: string): Promise<StoredFile> {
  if (reader.open !== undefined) return reader.open(path);
  const bytes = await reader.read(path);
  return { ...memorySource(bytes), data: async () => bytes };
}

type Entry = PackManifest['files'][number];

function entryOf(manifest: Pick<PackManifest, 'files'>, path: string): Entry {
  const entry = manifest.files.find((file) => file.path === path);
  if (entry === undefined) throw new EngineFailure('pack/missing-file', { file: path });
  return entry;
}

function wrongSize({ path, sizeBytes: expectedBytes }: Entry, sizeBytes: number, head: Uint8Array): EngineFailure {
  if (isLfsPointer(head)) return damagedFile(path, { damage: 'lfs-pointer' });
  const sizes = { sizeBytes, expectedBytes };
  return damagedFile(path, sizeBytes < expectedBytes ? { damage: 'cut-short', ...sizes } : sizes);
}

function corrupt(entry: Entry, sizeBytes: number): EngineFailure {
  return damagedFile(entry.path, { sizeBytes, expectedBytes: entry.sizeBytes });
}

/**
 * Reads a JSON file of the pack as a record. Throws as `readPackFile`, and `pack/corrupt-file` for anything but a JSON object.
 */
export async function readPackJson(
  reader: PackReader,
  manifest: Pick<PackManifest, 'files'>,
  path: string,
  digest?: Digest | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  return parseJsonRecord(await readPackFile(reader, manifest, path, digest), path);
}

/** Bytes of all files together. */
export function totalBytesOf(files: readonly { readonly sizeBytes: number }[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Strings of JSON, and the numbers that Python writes and JSON does not have. */
const STRING_OR_NOT_FINITE = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * Reads JSON whose top level is an object; numbers that are not finite count as null. Throws `pack/corrupt-file` with `{ file }` for
 * anything else.
 */
export function parseJsonRecord(bytes: Uint8Array, file: string): Readonly<Record<string, unknown>> {
  const text = decodeText(bytes, file);
  try {
    const value = parsePythonJson(text);
    if (isRecord(value)) return value;
  } catch (error) {
    throw damagedFile(file, {}, error);
  }
  throw damagedFile(file);
}

function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(text.replaceAll(STRING_OR_NOT_FINITE, (found) => (found.startsWith('"') ? found : 'null')));
  }
}
