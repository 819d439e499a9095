import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import type { PackReader } from './pack-reader.ts';
import { readManifest } from './read-manifest.ts';
import { detectPack } from './detect/detect-pack.ts';
import type { PackName } from './detect/pack-name.ts';
import { MANIFEST_FILE } from './pack-layout.ts';

/**
 * What a pack says about itself, or what its configuration and graphs say where it has no `pack.json`. Throws as
 * `readManifest` and `detectPack`.
 */
export async function findManifest(reader: PackReader, name: PackName): Promise<PackManifest> {
  try {
    return await readManifest(reader);
  } catch (error) {
    if (!isWithoutManifest(error) || ((await reader.list?.()) ?? []).length === 0) throw error;
    return (await detectPack(reader, name)).manifest;
  }
}

/** True for the failure of `readManifest` on a pack that has no `pack.json`. */
export function isWithoutManifest(error: unknown): boolean {
  if (!(error instanceof EngineFailure)) return false;
  return error.error.code === 'pack/missing-file' && error.error.parameters['file'] === MANIFEST_FILE;
}
