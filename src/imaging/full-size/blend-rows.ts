import type { ColourSpace } from '../colour/colour-space.ts';
import type { CropRectangle } from '../../protocol/photo-work.ts';
import type { Extent } from '../plan-extents.ts';
import { LAYER_FIELDS, MASK_FIELD, OFFSET_FIELD, type EditLayer } from './edit-layer.ts';

/** A rectangle of the whole photo, 8-bit RGBA. */
export interface Band {
  /** Row of the photo that the band begins with. */
  readonly top: number;
  /** Column of the photo that the band begins with. */
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Share of the cut-out's shorter side over which an edit fades towards a border with the rest of the photo. */
const FEATHER_FRACTION = 0.06;

/**
 * Applies an edit to a band of the large photo, in place: each pixel becomes I + m (A I + b), fields interpolated bilinearly
 * between pixel centres of the layer. Where the mask is 0 no byte is written; alpha stays. At the sides where the photo goes on
 * beyond the cut-out the mask fades to 0.
 *
 * @param space what the band's colours are; sRGB, in which the layer is known, where it is null
 */
export function blendRows(
  band: Band,
  layer: EditLayer,
  crop: CropRectangle,
  photo: Extent,
  space: ColourSpace | null = null,
): void {
  const columns = planAxis(band.left, band.width, crop.x, crop.width, photo.width, layer.width, crop);
  const rows = planAxis(band.top, band.height, crop.y, crop.height, photo.height, layer.height, crop);
  const line = new Float32Array(layer.width * LAYER_FIELDS);
  const colour = new Float64Array(3);
  for (let row = rows.first; row < rows.end; row++) {
    const rowFade = rows.fade[row] ?? 0;
    if (!mixLines(line, layer, rows.index[row] ?? 0, rows.share[row] ?? 0)) continue;
    for (let column = columns.first; column < columns.end; column++) {
      const left = (columns.index[column] ?? 0) * LAYER_FIELDS;
      const share = columns.share[column] ?? 0;
      const right = share === 0 ? left : left + LAYER_FIELDS;
      const maskLeft = line[left + MASK_FIELD]!;
      const mask = (maskLeft + share * (line[right + MASK_FIELD]! - maskLeft)) * rowFade * (columns.fade[column] ?? 0);
      if (mask === 0) continue;
      const target = 4 * (row * band.width + column);
      for (let channel = 0; channel < 3; channel++) colour[channel] = band.data[target + channel]!;
      space?.toSrgb(colour);
      const red = clamp(colour[0]!);
      const green = clamp(colour[1]!);
      const blue = clamp(colour[2]!);
      for (let channel = 0; channel < 3; channel++) {
        const l = left + 3 * channel;
        const r = right + 3 * channel;
        const lo = left + OFFSET_FIELD + channel;
        const ro = right + OFFSET_FIELD + channel;
        const before = line[l]! * red + line[l + 1]! * green + line[l + 2]! * blue + line[lo]!;
        const after = line[r]! * red + line[r + 1]! * green + line[r + 2]! * blue + line[ro]!;
        const inside = clamp(colour[channel]!);
        // What is purer than sRGB is the photo's own: the model did not see it, and what it painted has none of it.
        const purer = (1 - mask) * (colour[channel]! - inside);
        colour[channel] = inside + purer + mask * (before + share * (after - before));
      }
      space?.fromSrgb(colour);
      for (let channel = 0; channel < 3; channel++) band.data[target + channel] = colour[channel]!;
    }
  }
}

interface Axis {
  /** Pixels of the band inside the cut-out: [first, end). */
  readonly first: number;
  readonly end: number;
  /** Pixel of the layer at or before the centre of each pixel of the band, and how far it lies towards the next. */
  readonly index: Int32Array;
  readonly share: Float64Array;
  /** 0..1: how much of the edit is left this near to a border. */
  readonly fade: Float64Array;
}

function planAxis(
  bandStart: number,
  bandLength: number,
  cropStart: number,
  cropLength: number,
  photoLength: number,
  layerLength: number,
  crop: CropRectangle,
): Axis {
  const index = new Int32Array(bandLength);
  const share = new Float64Array(bandLength);
  const fade = new Float64Array(bandLength);
  const feather = FEATHER_FRACTION * Math.min(crop.width, crop.height);
  const goesOnBefore = cropStart > 0;
  const goesOnAfter = cropStart + cropLength < photoLength;
  let first = bandLength;
  let end = 0;
  for (let i = 0; i < bandLength; i++) {
    const centre = bandStart + i + 0.5 - cropStart;
    if (centre <= 0 || centre >= cropLength) continue;
    first = Math.min(first, i);
    end = i + 1;
    const place = Math.max(0, Math.min(layerLength - 1, (centre * layerLength) / cropLength - 0.5));
    index[i] = Math.floor(place);
    share[i] = place - Math.floor(place);
    const before = goesOnBefore ? smoothStep(centre / feather) : 1;
    const after = goesOnAfter ? smoothStep((cropLength - centre) / feather) : 1;
    fade[i] = before * after;
  }
  return { first, end, index, share, fade };
}

/** Mixes two neighbouring lines of a layer; false if the edit does not touch them. */
function mixLines(line: Float32Array, { width, fields }: EditLayer, index: number, share: number): boolean {
  const length = width * LAYER_FIELDS;
  const upper = index * length;
  const lower = share === 0 ? upper : upper + length;
  let isTouched = false;
  for (let i = 0; i < length; i++) {
    const above = fields[upper + i]!;
    line[i] = above + share * (fields[lower + i]! - above);
  }
  for (let i = MASK_FIELD; i < length && !isTouched; i += LAYER_FIELDS) isTouched = line[i]! > 0;
  return isTouched;
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, value));
}

/** 0 below 0, 1 above 1, smooth between. */
function smoothStep(x: number): number {
  const t = Math.max(0, Math.min(1, x));
  return t * t * (3 - 2 * t);
}
