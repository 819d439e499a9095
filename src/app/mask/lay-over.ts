import type { MaskGrid } from './mask-grids.ts';

/** Calls with every pixel of `grid` that lies in the part of another, and where it lies there, in that one's cells from their middles. */
export function forEachCell(
  { crop: from, width, height }: MaskGrid,
  grid: MaskGrid,
  visit: (pixel: number, column: number, row: number) => void,
): void {
  for (let y = 0; y < grid.height; y++) {
    const photoY = grid.crop.y + ((y + 0.5) * grid.crop.height) / grid.height;
    const row = ((photoY - from.y) * height) / from.height - 0.5;
    for (let x = 0; x < grid.width; x++) {
      const photoX = grid.crop.x + ((x + 0.5) * grid.crop.width) / grid.width;
      const column = ((photoX - from.x) * width) / from.width - 0.5;
      if (row < -0.5 || column < -0.5 || row > height - 0.5 || column > width - 0.5) continue;
      visit(y * grid.width + x, column, row);
    }
  }
}

/** A value between the cells of a layer; beyond its borders that of the border. */
export function sampleBilinear(
  { width, height }: Pick<MaskGrid, 'width' | 'height'>,
  layer: ArrayLike<number>,
  column: number,
  row: number,
): number {
  const at = (x: number, y: number): number => layer[clamp(y, height - 1) * width + clamp(x, width - 1)] ?? 0;
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const upper = mix(at(left, top), at(left + 1, top), column - left);
  const lower = mix(at(left, top + 1), at(left + 1, top + 1), column - left);
  return mix(upper, lower, row - top);
}

/** A layer of one part of a photo on the grid of another; 0 beside it. */
export function layOver(layer: Uint8Array<ArrayBuffer>, from: MaskGrid, grid: MaskGrid): Uint8Array<ArrayBuffer> {
  const isSame =
    JSON.stringify([from.crop, from.width, from.height]) === JSON.stringify([grid.crop, grid.width, grid.height]);
  if (isSame) return layer;
  const laid = new Uint8Array(grid.width * grid.height);
  forEachCell(from, grid, (pixel, column, row) => {
    laid[pixel] = Math.round(sampleBilinear(from, layer, column, row));
  });
  return laid;
}

function mix(a: number, b: number, share: number): number {
  return a + share * (b - a);
}

function clamp(value: number, largest: number): number {
  return Math.max(0, Math.min(largest, value));
}
