import type { PackManifest } from '../../protocol/pack-manifest.ts';

/** What to call a pack that has no `pack.json`. */
export interface PackName {
  /** Stable: it is part of cache keys. */
  readonly id: string;
  /** As shown; also read for 'turbo' and 'lcm' where the pack has no scheduler. */
  readonly name: string;
  /** For instance the commit of a repository. */
  readonly version: string;
  /** Pixels to run at, where the graphs leave it open; left out, the size that the model was trained at. */
  readonly imageSize?: PackManifest['image'];
}
