import type { CropRectangle } from '../protocol/photo-work.ts';

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export interface ExtentPlan {
  /** The part of the photo that is edited, in photo pixels. */
  readonly crop: CropRectangle;
  /** The size it is edited at. */
  readonly target: Extent;
}

/** Plans the largest centred rectangle of the photo that has the aspect ratio of the pack. Sizes in pixels. */
export function planExtents(photo: Extent, pack: Extent): ExtentPlan {
  const scale = Math.min(photo.width / pack.width, photo.height / pack.height);
  const width = clampToPhoto(pack.width * scale, photo.width);
  const height = clampToPhoto(pack.height * scale, photo.height);
  return {
    crop: {
      x: Math.floor((photo.width - width) / 2),
      y: Math.floor((photo.height - height) / 2),
      width,
      height,
    },
    target: { width: pack.width, height: pack.height },
  };
}

function clampToPhoto(length: number, limit: number): number {
  return Math.max(1, Math.min(limit, Math.round(length)));
}
