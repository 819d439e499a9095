import { basename, resolve } from 'node:path';
import type { PackName } from '../../src/packs/detect/pack-name.ts';

/** A pack without `pack.json` is named after its folder. */
export function packNameOf(folder: string): PackName {
  const name = basename(resolve(folder));
  return { id: name, name, version: 'local' };
}
