import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { damagedFile } from './damaged-file.ts';
import { findWrongField } from './manifest-fields.ts';
import { parseJsonRecord } from './pack-file.ts';
import type { PackReader } from './pack-reader.ts';
import { MANIFEST_FILE } from './pack-layout.ts';

const FORMAT_VERSION = 1;

/**
 * Reads `pack.json`. Throws `EngineFailure`: `pack/missing-file`; `pack/corrupt-file` with `{ file, field }` for a field that is
 * missing or not what it must be, a path that leads out of the pack among them; `pack/unsupported` with `{ formatVersion }` for a newer
 * format.
 */
export async function readManifest(reader: PackReader): Promise<PackManifest> {
  const record = parseJsonRecord(await reader.read(MANIFEST_FILE), MANIFEST_FILE);
  const { formatVersion } = record;
  if (typeof formatVersion === 'number' && formatVersion !== FORMAT_VERSION) {
    throw new EngineFailure('pack/unsupported', { formatVersion });
  }
  const field = findWrongField(record);
  if (field !== null) throw damagedFile(MANIFEST_FILE, { field });
  // Every field was checked, elements of lists too.
  return record as unknown as PackManifest;
}
