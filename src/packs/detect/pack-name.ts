import type { PackManifest } from '../../protocol/pack-manifest.ts';

/** How to call a pack that does not say it itself. */
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
