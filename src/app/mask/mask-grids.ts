import type { CropRectangle } from '../../protocol/photo-work.ts';
import type { Photo } from '../photo/photo.ts';

/** A part of the photo, and the grid of pixels that it is painted on. */
export interface MaskGrid {
  readonly crop: CropRectangle;
  readonly width: number;
  readonly height: number;
}

/** Where words choose the part, what is painted on the screen has so many pixels as that part may have. */
const FINENESS = 2;

/** The part of a photo that the model gets, in its pixels. */
export function editedGrid({ crop, pixels }: Photo): MaskGrid {
  return { crop, width: pixels.width, height: pixels.height };
}

/** What can be painted on: the part that the user chose, or the whole photo where the words choose. */
export function paintableGrid(photo: Photo): MaskGrid {
  const { followsWords, widthPx, heightPx, pixels } = photo;
  if (followsWords !== true) return editedGrid(photo);
  const scale = FINENESS * Math.min(pixels.width / widthPx, pixels.height / heightPx);
  return {
    crop: { x: 0, y: 0, width: widthPx, height: heightPx },
    width: Math.max(1, Math.round(widthPx * scale)),
    height: Math.max(1, Math.round(heightPx * scale)),
  };
}
