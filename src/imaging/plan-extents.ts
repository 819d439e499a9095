import type { CropRectangle, PhotoPart } from '../protocol/photo-work.ts';

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export interface ExtentPlan {
  /** What is edited, in photo pixels; where it reaches beyond the photo, the photo's edges are continued. */
  readonly crop: CropRectangle;
  /** The size it is edited at. */
  readonly target: Extent;
}

/** Plans what a pack gets of a photo. */
export function planPart(part: PhotoPart, photo: Extent, pack: Extent): ExtentPlan {
  if (part === 'whole') return planWhole(photo, pack);
  return part === 'middle' ? planExtents(photo, pack) : { crop: part, target: pack };
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

/**
 * Plans the smallest centred rectangle of the pack's ratio that holds the whole photo. It reaches beyond a photo of another ratio, at
 * two of its sides; the photo takes a whole number of the pack's pixels in it.
 */
export function planWhole(photo: Extent, pack: Extent): ExtentPlan {
  const scale = Math.min(pack.width / photo.width, pack.height / photo.height);
  const across = planAxis(photo.width, pack.width, scale);
  const down = planAxis(photo.height, pack.height, scale);
  return {
    crop: { x: across.start, y: down.start, width: across.length, height: down.length },
    target: { width: pack.width, height: pack.height },
  };
}

/** Whether a rectangle covers more than the photo: what is beyond are its edges, continued. */
export function reachesBeyond({ width, height }: CropRectangle, photo: Extent): boolean {
  return width > photo.width || height > photo.height;
}

function planAxis(photo: number, pack: number, scale: number): { readonly start: number; readonly length: number } {
  const covered = clampToPhoto(photo * scale, pack);
  const before = Math.floor((pack - covered) / 2);
  return { start: 0 - (before * photo) / covered, length: (pack * photo) / covered };
}

/** The part of the photo that a rectangle covers; the rectangle itself where it does not reach beyond. */
export function visiblePart(crop: CropRectangle, photo: Extent): CropRectangle {
  const x = Math.max(0, crop.x);
  const y = Math.max(0, crop.y);
  return {
    x,
    y,
    width: Math.min(photo.width, crop.x + crop.width) - x,
    height: Math.min(photo.height, crop.y + crop.height) - y,
  };
}

/** Where the photo lies in the picture that the model gets, in pixels of that picture: the rest continues its edges. */
export function coveredPart({ crop, target }: ExtentPlan, photo: Extent): CropRectangle {
  const part = visiblePart(crop, photo);
  const [across, down] = [target.width / crop.width, target.height / crop.height];
  const left = Math.round((part.x - crop.x) * across);
  const top = Math.round((part.y - crop.y) * down);
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.round(part.width * across)),
    height: Math.max(1, Math.round(part.height * down)),
  };
}

function clampToPhoto(length: number, limit: number): number {
  return Math.max(1, Math.min(limit, Math.round(length)));
}
