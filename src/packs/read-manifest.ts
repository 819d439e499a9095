import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { damagedFile } from './damaged-file.ts';
import { findWrongField } from './manifest-fields.ts';
import { parseJsonRecord } from './pack-file.ts';
import type { PackReader } from './pack-reader.ts';
import { MANIFEST_FILE } from './pack-layout.ts';

export const FORMAT_VERSION = 1;

/**
 * Reads `pack.json`. Throws `EngineFailure`: `pack/missing-file`; `pack/corrupt-file` with `{ file, field }` for a field that is
 * missing or not what it must be, a path that leads out of the pack among them; `pack/unsupported` with `{ formatVersion }` for a newer
 * format, and for a pixel cascade.
 */
export async function readManifest(reader: PackReader): Promise<PackManifest> {
  const record = parseJsonRecord(await reader.read(MANIFEST_FILE), MANIFEST_FILE);
  const { formatVersion } = record;
  if (typeof formatVersion === 'number' && formatVersion !== FORMAT_VERSION) {
    throw new EngineFailure('pack/unsupported', { formatVersion });
  }
  if (isCascade(record)) {
    throw new EngineFailure('pack/unsupported', {
      file: MANIFEST_FILE,
      reason: 'it is a pixel cascade: renoir cascade',
    });
  }
  const field = findWrongField(record);
  if (field !== null) throw damagedFile(MANIFEST_FILE, { field });
  // Every field was checked, elements of lists too.
  return record as unknown as PackManifest;
}

/** Whether a manifest is that of a pixel cascade: see `readCascadeManifest`. */
export function isCascade({ kind }: Readonly<Record<string, unknown>>): boolean {
  return kind === 'cascade';
}
