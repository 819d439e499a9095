import type { EditRequest, EngineEvent, PixelImage, ThingMap } from '../../protocol/engine.ts';
import { DEFAULT_EDITOR } from '../../protocol/editors.ts';
import { blur, maxPool, type Raster, resizeBilinear } from '../control/raster.ts';
import { correctMask, type PaintedMask } from '../control/user-mask.ts';
import type { EditContext } from './edit-context.ts';
import { findThing } from './locate-thing.ts';
import type { EditWords } from './text-stage.ts';

/** A cell at least so strong is of the thing, of 255. */
const ACTS_FROM = 128;

/** Standard deviation of its soft edge, cells. */
const FEATHER_CELLS = 1 / 4;

/** Where a thing goes out of a photo. */
export interface RemovalPlace {
  /** At the photo's size, 1 where the words see the thing, its shadow and its reflection, with a soft edge; the user's paint is not in it. */
  readonly automatic: Raster;
  /** The same with the paint and without the soft edge: the only place where the edit is let in. */
  readonly limit: PaintedMask;
  /** Spent on finding it. */
  readonly rows: number;
}

/**
 * The place of a thing that the words only take away, where nobody marked one: what is behind it is then painted there, and no inversion needed (`repaintHole`).
 * Words alone, along the photo's own noise, leave a ghost, or another thing in its outline.
 *
 * @returns null for other edits, for editors of their own and for settings by hand, and where the words name nothing that the photo shows
 */
export async function* findRemovalPlace(
  context: EditContext,
  request: EditRequest,
  { kind }: EditWords,
  userMask: PaintedMask | null,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, RemovalPlace | null, void> {
  const { image, settings } = request;
  const isAutomatic = settings.automatic === true && (settings.editor ?? DEFAULT_EDITOR) === DEFAULT_EDITOR;
  if (kind !== 'remove' || !isAutomatic || userMask?.isLimit === true) return null;
  const { map, rows } = yield* findThing(context, request, signal);
  if (map === null) return null;
  const { width, height } = image;
  const place = placeOf(map, image);
  const added = (userMask && correctMask(place, userMask)) ?? place;
  const allowed = { width, height, data: new Float32Array(width * height).fill(1) };
  return {
    automatic: blur(place, (FEATHER_CELLS * width) / (map.traces ?? map).width),
    limit: { added, allowed, isLimit: true },
    rows,
  };
}

/** Where a thing and its traces are, grown by half a cell, at the photo's size: 0 or 1 a pixel. */
export function placeOf(map: ThingMap, { width, height }: Pick<PixelImage, 'width' | 'height'>): Raster {
  const cells = map.traces ?? map;
  const strength = { width: cells.width, height: cells.height, data: Float32Array.from(cells.strength) };
  const grown = maxPool(resizeBilinear(strength, width, height), Math.round(width / cells.width / 2));
  return { width, height, data: grown.data.map((value) => Number(value >= ACTS_FROM)) };
}
