/** The user's mask: paint that corrects the automatic mask of the changed words, or limits the edit. */
import type { UserMask } from '../../protocol/edit-request.ts';
import { EngineFailure } from '../../protocol/errors.ts';
import type { Raster } from './raster.ts';

/** The same as pictures of 0..1. */
export interface PaintedMask {
  /** Where the edit is let in. */
  readonly added: Raster;
  /** How much of the edit may stay: 0 where the photo does. */
  readonly allowed: Raster;
  readonly isLimit: boolean;
}

/** Throws `run/failed` when the layers have not the size of the image. */
export function readUserMask({ added, removed, isLimit }: UserMask, width: number, height: number): PaintedMask {
  for (const layer of [added, removed]) {
    if (layer.length === width * height) continue;
    throw new EngineFailure('run/failed', {
      reason: `a mask of ${layer.length} values for an image of ${width} x ${height}: paint it at the image's size`,
    });
  }
  return {
    added: { width, height, data: Float32Array.from(added, (value) => value / 255) },
    allowed: { width, height, data: Float32Array.from(removed, (value) => 1 - value / 255) },
    isLimit,
  };
}

/**
 * The mask an edit is blended by, of `automatic` a and the paint (added p, allowed q), pixel by pixel:
 *   m = q max(a, p), and within a limit m = q p a.
 * Without an automatic mask a is 1 everywhere. Null when nothing is kept.
 */
export function correctMask(automatic: Raster | null, { added, allowed, isLimit }: PaintedMask): Raster | null {
  const data = allowed.data.map((free, i) => {
    const own = automatic?.data[i] ?? 1;
    const painted = added.data[i] ?? 0;
    return free * (isLimit ? own * painted : Math.max(own, painted));
  });
  return data.every((value) => value === 1) ? null : { ...allowed, data };
}

/**
 * The paint at another, smaller size. A latent pixel is open to the edit if any pixel of the image under it is: the image's own mask
 * cuts the edit where it was painted, and it must be whole up to there.
 */
export function shrinkPaintedMask(mask: PaintedMask, width: number, height: number): PaintedMask {
  return {
    added: shrinkByLargest(mask.added, width, height),
    allowed: shrinkByLargest(mask.allowed, width, height),
    isLimit: mask.isLimit,
  };
}

function shrinkByLargest(raster: Raster, width: number, height: number): Raster {
  const result = new Float32Array(width * height);
  for (let y = 0; y < raster.height; y++) {
    const row = Math.floor((y * height) / raster.height) * width;
    for (let x = 0; x < raster.width; x++) {
      const at = row + Math.floor((x * width) / raster.width);
      result[at] = Math.max(result[at] ?? 0, raster.data[y * raster.width + x] ?? 0);
    }
  }
  return { width, height, data: result };
}
