import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { graphPath, PACK_FOLDERS } from './pack-layout.ts';

/**
 * The manifest of the same pack for square pictures of `size` pixels along a side. Its UNet is then compiled when the pack is opened: what
 * `compiled/` holds is of the pack's own size. Throws `EngineFailure` `pack/unsupported` for a size that the autoencoder does not divide.
 */
export function resizeManifest(manifest: PackManifest, size: number): PackManifest {
  const factor = manifest.image.height / manifest.latent.height;
  const side = size / factor;
  if (!Number.isInteger(side) || side < 1) {
    throw new EngineFailure('pack/unsupported', {
      file: graphPath(PACK_FOLDERS.vaeEncoder),
      reason: `${size} pixels are no multiple of ${factor}`,
    });
  }
  const { latent } = manifest;
  return { ...manifest, image: { width: size, height: size }, latent: { ...latent, width: side, height: side } };
}
