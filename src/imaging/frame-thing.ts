import type { ThingMap } from '../protocol/engine.ts';
import type { CropRectangle } from '../protocol/photo-work.ts';
import { moveCrop } from './move-crop.ts';
import { planExtents, planWhole, type Extent, type ExtentPlan } from './plan-extents.ts';

/** A cell belongs to the thing where the words act at least so strongly, of 255. */
const ACTS_FROM = 128;
/** Sides of the rectangle about the thing, in sides of the thing: it needs its surroundings. */
const MARGIN = 2.2;
/** The least part of the largest rectangle: below, too little of the scene is seen. */
const LEAST_PART = 0.5;

/**
 * The part of a photo about a thing, in photo pixels: of the pack's ratio, inside the photo, as small as makes sense.
 *
 * @param map where the thing is, over the rectangle `seen` of the photo
 * @returns null where there is no thing, and where it does not fit
 */
export function frameThing(map: ThingMap, seen: CropRectangle, photo: Extent, pack: Extent): CropRectangle | null {
  const [cellWidth, cellHeight] = [seen.width / map.width, seen.height / map.height];
  const middleOf = (cell: number): readonly [x: number, y: number] => [
    (cell % map.width) + 0.5,
    Math.floor(cell / map.width) + 0.5,
  ];
  // What lies beyond the photo is its mirror image.
  const isInPhoto = ([x, y]: readonly [number, number]): boolean => {
    const [right, down] = [seen.x + x * cellWidth, seen.y + y * cellHeight];
    return right > 0 && right < photo.width && down > 0 && down < photo.height;
  };
  const acting = [...map.strength.keys()].filter((i) => (map.strength[i] ?? 0) >= ACTS_FROM);
  const cells = acting.map(middleOf).filter(isInPhoto);
  if (cells.length === 0) return null;
  const across = spanOf(cells.map(([x]) => x));
  const down = spanOf(cells.map(([, y]) => y));
  const largest = planExtents(photo, pack).crop;
  const size = Math.max((across.length * cellWidth) / largest.width, (down.length * cellHeight) / largest.height);
  if (size > 1) return null;
  const least = Math.max(LEAST_PART, pack.width / largest.width);
  const part = Math.min(1, Math.max(least, MARGIN * size));
  const width = Math.round(part * largest.width);
  const height = Math.round(part * largest.height);
  const left = seen.x + across.middle * cellWidth - width / 2;
  const top = seen.y + down.middle * cellHeight - height / 2;
  return moveCrop({ x: 0, y: 0, width, height }, photo, left, top);
}

/**
 * What the model should see of a photo for words about a thing, or about the whole scene: a part about the thing where it fits, else the
 * whole photo.
 *
 * @param map where the thing is, over the whole photo (`planWhole`); null where the words are about the whole
 */
export function planByWords(map: ThingMap | null, photo: Extent, pack: Extent): ExtentPlan {
  const whole = planWhole(photo, pack);
  const crop = map && frameThing(map, whole.crop, photo, pack);
  return crop === null ? whole : { ...whole, crop };
}

/** Of places on an axis; cells are one wide. */
function spanOf(places: readonly number[]): { readonly middle: number; readonly length: number } {
  const first = places.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = places.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return { middle: (first + last) / 2, length: last - first + 1 };
}
