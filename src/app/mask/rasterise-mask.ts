import type { UserMask } from '../../protocol/edit-request.ts';
import { isPainted, type MaskMark, type PaintedMask } from '../store/painted-mask.ts';
import { fadeLayer } from './fade-layer.ts';
import type { MaskGrid } from './mask-grids.ts';
import { clearLayers, paintMarks, type MaskLayers } from './paint-marks.ts';

/** What the user painted, as the engine takes it, on a grid of pixels; null where nothing is painted. */
export function rasteriseMask(mask: PaintedMask, grid: MaskGrid): UserMask | null {
  if (!isPainted(mask)) return null;
  const layers = paintMarks(mask.marks, grid, mask.isLimit);
  if (!mask.isLimit && ![...layers.added, ...layers.removed].some((value) => value > 0)) return null;
  return softenLayers(layers, mask, grid);
}

/**
 * Gives painted layers their soft edges: a limit fades inwards, so that nothing beyond the paint changes; what was added or erased
 * stays whole and fades outwards.
 */
export function softenLayers(
  { added, removed }: MaskLayers,
  { isLimit, feather }: Pick<PaintedMask, 'isLimit' | 'feather'>,
  grid: MaskGrid,
): UserMask {
  const reach = feather * Math.min(grid.width, grid.height);
  if (isLimit) {
    const beyond = fadeLayer(invert(added), grid, reach);
    return { added: invert(beyond), removed: clearLayers(grid).removed, isLimit };
  }
  return { added: fadeLayer(added, grid, reach), removed: fadeLayer(removed, grid, reach), isLimit };
}

/** Paints a list of marks that grows at its end, each mark once. */
export function createMarkPainter(): (mask: PaintedMask, grid: MaskGrid) => MaskLayers {
  let known: { marks: readonly MaskMark[]; isLimit: boolean; grid: MaskGrid; layers: MaskLayers } | null = null;
  return ({ marks, isLimit }, grid) => {
    const isLater =
      known !== null &&
      known.isLimit === isLimit &&
      known.grid.crop === grid.crop &&
      known.grid.width === grid.width &&
      known.grid.height === grid.height &&
      known.marks.every((mark, i) => marks[i] === mark);
    const layers =
      isLater && known !== null
        ? paintMarks(marks.slice(known.marks.length), grid, isLimit, known.layers)
        : paintMarks(marks, grid, isLimit);
    known = { marks, isLimit, grid, layers };
    return layers;
  };
}

function invert(layer: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return layer.map((value) => 255 - value);
}
