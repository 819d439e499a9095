import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import type { PackReader } from './pack-reader.ts';

type Digest = (bytes: Uint8Array) => Promise<string>;

/**
 * Reads a file that the manifest lists and verifies its size, and its SHA-256 where a `digest` is given.
 * Throws `EngineFailure`: `pack/missing-file` with `{ file }`, `pack/corrupt-file` with `{ file, sizeBytes, expectedBytes }`.
 */
export async function readPackFile(
  reader: PackReader,
  manifest: PackManifest,
  path: string,
  digest?: Digest | undefined,
): Promise<Uint8Array> {
  const entry = manifest.files.find((file) => file.path === path);
  if (entry === undefined) throw new EngineFailure('pack/missing-file', { file: path });
  const bytes = await reader.read(path);
  const sizes = { file: path, sizeBytes: bytes.length, expectedBytes: entry.sizeBytes };
  if (bytes.length !== entry.sizeBytes) throw new EngineFailure('pack/corrupt-file', sizes);
  if (digest !== undefined && (await digest(bytes)) !== entry.sha256)
    throw new EngineFailure('pack/corrupt-file', sizes);
  return bytes;
}

/** Reads a JSON file of the pack as a record. Throws as `readPackFile`, and `pack/corrupt-file` for anything but a JSON object. */
export async function readPackJson(
  reader: PackReader,
  manifest: PackManifest,
  path: string,
  digest?: Digest | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  return parseJsonRecord(await readPackFile(reader, manifest, path, digest), path);
}

/** Decodes UTF-8 JSON whose top level is an object; throws `pack/corrupt-file` with `{ file }` otherwise. */
export function parseJsonRecord(bytes: Uint8Array, file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isRecord(value)) return value;
  } catch (error) {
    throw new EngineFailure('pack/corrupt-file', { file }, { cause: error });
  }
  throw new EngineFailure('pack/corrupt-file', { file });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
