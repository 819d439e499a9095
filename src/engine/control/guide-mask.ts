/**
 * Brings a mask of latent size to the photo's contours, with the guided filter for a colour guide (He, Sun, Tang, "Guided Image Filtering",
 * TPAMI 2013, eq. 19-20; its coefficients at low resolution as in "Fast Guided Filter", arXiv 1505.00996).
 */
import type { PixelImage } from '../../protocol/edit-request.ts';
import { boxMean } from '../../planes/box-mean.ts';
import {
  at,
  dot,
  explainVariance,
  fitSlopes,
  toColours,
  toGuide,
  type Colours,
  type Guide,
  type Mean,
  type Plane,
} from '../../planes/planes.ts';
import { type Raster, resizeBilinear } from './raster.ts';

/** Longer side at which the filter's coefficients are found. */
const WORKING_SIDE = 128;
/** Half the side of the filter's windows in parts of the longer side: about contours, and about whole things. */
const NARROW = 3 / 64;
const WIDE = 1 / 4;
/** The same of the windows in which the structure of two pictures is compared. */
const COMPARED = 1 / 64;
/** Variance of colours (0..255) that the filter takes for flat, and that a comparison does. */
const FILTER_EPSILON = 20;
const COMPARE_EPSILON = 40;
/** How much of the structure within the mask must be in both pictures for things to count as kept. */
const KEPT = 0.65;
/** How much of what was painted the wide filter must leave: where a thing hardly differs from its ground it has no contour to find. */
const LEFT = 0.7;
/** The filter leaves haze and shades: below and above these values it has none of the edit and all of it. */
const NOTHING = 0.2;
const EVERYTHING = 0.8;

/**
 * A latent mask at the photo's size, nowhere larger than enlarged bilinearly, that ends where the photo's colours do.
 *
 * Where what was painted has the photo's own structure (other colours, another material), the mask follows the contours of whole things,
 * if they have any. Otherwise it may need to reach beyond what the photo shows, and follows contours near its border only.
 *
 * @param mask 0..1, of any size
 * @param painted the edited picture before it is blended with the photo, of the photo's size
 */
export function guideMask(mask: Raster, photo: PixelImage, painted: PixelImage): Raster {
  const { width, height } = photo;
  const scale = Math.min(1, WORKING_SIDE / Math.max(width, height));
  const [w, h] = [Math.max(1, Math.round(scale * width)), Math.max(1, Math.round(scale * height))];
  const meanOver =
    (part: number): Mean =>
    (plane) =>
      boxMean(plane, w, h, Math.max(1, Math.round(part * Math.max(w, h))));
  const colours = toColours(photo);
  const small: Small = {
    width: w,
    height: h,
    colours: shrink(colours, photo, w, h),
    mask: new Float64Array(resizeBilinear(mask, w, h).data),
  };
  const smallPainted = shrink(toColours(painted), photo, w, h);
  const enlarged = resizeBilinear(mask, width, height);
  if (sharedStructure(small.colours, smallPainted, small.mask, meanOver(COMPARED)) > KEPT) {
    const wide = filterMask(enlarged, colours, small, meanOver(WIDE));
    if (changeWithin(wide, photo, painted) >= LEFT * changeWithin(enlarged, photo, painted)) return wide;
  }
  return filterMask(enlarged, colours, small, meanOver(NARROW));
}

/** Photo and mask at the size at which the filter's coefficients are found. */
interface Small {
  readonly width: number;
  readonly height: number;
  readonly colours: Colours;
  readonly mask: Plane;
}

/** The guided filter of the small mask at the size of `most`, which bounds it. `mean` is over the windows, at the small size. */
function filterMask(most: Raster, colours: Colours, small: Small, mean: Mean): Raster {
  const { width, height } = most;
  const guide = toGuide(small.colours, mean, FILTER_EPSILON);
  const slopes = fitSlopes(small.mask, guide);
  const explained = dot(slopes, guide.means);
  const offset = mean(small.mask).map((value, i) => value - at(explained, i));
  const enlarge = (plane: Plane): Float32Array =>
    resizeBilinear({ width: small.width, height: small.height, data: new Float32Array(mean(plane)) }, width, height)
      .data;
  const [red, green, blue] = slopes.map(enlarge);
  const data = enlarge(offset).map((rest, i) => {
    const filtered =
      rest +
      (red?.[i] ?? 0) * at(colours[0], i) +
      (green?.[i] ?? 0) * at(colours[1], i) +
      (blue?.[i] ?? 0) * at(colours[2], i);
    return Math.min(most.data[i] ?? 0, Math.max(0, (filtered - NOTHING) / (EVERYTHING - NOTHING)));
  });
  return { width, height, data };
}

/** Squared difference of two pictures within a mask, summed. */
function changeWithin({ data }: Raster, photo: PixelImage, painted: PixelImage): number {
  return data.reduce((sum, value, i) => {
    if (value === 0) return sum;
    let difference = 0;
    for (let k = 4 * i; k < 4 * i + 3; k++) difference += ((painted.data[k] ?? 0) - (photo.data[k] ?? 0)) ** 2;
    return sum + value * difference;
  }, 0);
}

/** How much of the structure of two pictures within the mask is in both, 0..1. */
function sharedStructure(first: Colours, second: Colours, mask: Plane, mean: Mean): number {
  const [one, other] = [toGuide(first, mean, COMPARE_EPSILON), toGuide(second, mean, COMPARE_EPSILON)];
  return Math.min(explainedPart(first, other, mask), explainedPart(second, one, mask));
}

/** The part of one picture's local variance within the mask that the colours of another explain, 0..1. */
function explainedPart(picture: Colours, guide: Guide, mask: Plane): number {
  const parts = picture.map((channel) => explainVariance(channel, guide));
  let total = 0;
  let unexplained = 0;
  for (let i = 0; i < mask.length; i++) {
    let variance = 0;
    let explained = 0;
    for (const part of parts) {
      variance += at(part.variance, i);
      explained += at(part.explained, i);
    }
    const weight = at(mask, i) * variance;
    total += weight;
    unexplained += (weight * Math.max(0, variance - explained)) / (variance + 4 * COMPARE_EPSILON);
  }
  return total > 0 ? 1 - unexplained / total : 0;
}

/** Colours at another size, after a mean over the pixels that one of the smaller size stands for. */
function shrink(colours: Colours, { width, height }: PixelImage, w: number, h: number): Colours {
  if (w === width && h === height) return colours;
  const radius = Math.floor((width / w - 1) / 2);
  const one = (plane: Plane): Plane => {
    const data = new Float32Array(boxMean(plane, width, height, radius));
    return new Float64Array(resizeBilinear({ width, height, data }, w, h).data);
  };
  return [one(colours[0]), one(colours[1]), one(colours[2])];
}
