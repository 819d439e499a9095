import { forEachCell, layOver, sampleBilinear } from './lay-over.ts';
import type { MaskGrid } from './mask-grids.ts';
import type { Area, MaskMark, Shape, Stroke, WordArea } from '../store/painted-mask.ts';

/** Paint and its opposite, 0..255 a pixel; where one is whole the other is 0. */
export interface MaskLayers {
  readonly added: Uint8Array<ArrayBuffer>;
  readonly removed: Uint8Array<ArrayBuffer>;
}

type Layers = { -readonly [K in keyof MaskLayers]: MaskLayers[K] };

/** Where a word acts at least half as strongly as at its strongest. */
const ACTS_FROM = 128;
/** Cells are coarse, and a thing ends somewhere within one: half a cell more, or its rim would be left out. */
const GROWTH_CELLS = [-0.5, 0, 0.5] as const;

export function clearLayers({ width, height }: Pick<MaskGrid, 'width' | 'height'>): MaskLayers {
  return { added: new Uint8Array(width * height), removed: new Uint8Array(width * height) };
}

/**
 * Paints marks in their order over `before`, which stays as it is.
 *
 * @param isLimit what `invert` means: within a limit the rest is painted instead, else paint and eraser change places
 */
export function paintMarks(
  marks: readonly MaskMark[],
  grid: MaskGrid,
  isLimit: boolean,
  before: MaskLayers = clearLayers(grid),
): MaskLayers {
  const layers: Layers = { added: before.added.slice(), removed: before.removed.slice() };
  for (const mark of marks) {
    if (mark.kind === 'brush' || mark.kind === 'eraser') paintStroke(layers, mark, grid);
    else if (mark.kind === 'area') fillArea(layers, mark, grid);
    else if (mark.kind === 'shape') layShape(layers, mark, grid);
    else Object.assign(layers, mark.kind === 'word' ? paintArea(mark, grid) : remake(mark.kind, layers, grid, isLimit));
  }
  return layers;
}

/** Lines that a row of pixels is scanned by. */
const SCANS = 4;

/** Fills an outlined area in layers, in place, what it encloses an odd number of times. Its edge is smooth over one pixel. */
function fillArea({ added, removed }: MaskLayers, { points, isErased }: Area, { crop, width, height }: MaskGrid): void {
  const [to, from] = isErased ? [removed, added] : [added, removed];
  const corners = Array.from({ length: points.length / 2 }, (_, i) => ({
    x: (((points[2 * i] ?? 0) - crop.x) * width) / crop.width,
    y: (((points[2 * i + 1] ?? 0) - crop.y) * height) / crop.height,
  }));
  const cover = new Float32Array(width);
  for (let row = 0; row < height; row++) {
    cover.fill(0);
    for (let scan = 0; scan < SCANS; scan++) {
      const y = row + (scan + 0.5) / SCANS;
      const crossings = corners
        .flatMap((a, i) => {
          const b = corners[(i + 1) % corners.length] ?? a;
          return a.y <= y !== b.y <= y ? [a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)] : [];
        })
        .sort((a, b) => a - b);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const [left, right] = [Math.max(0, crossings[i] ?? 0), Math.min(width, crossings[i + 1] ?? 0)];
        for (let x = Math.floor(left); x < right; x++) {
          cover[x] = (cover[x] ?? 0) + Math.max(0, Math.min(x + 1, right) - Math.max(x, left)) / SCANS;
        }
      }
    }
    for (let x = 0; x < width; x++) {
      const value = Math.round(255 * (cover[x] ?? 0));
      const at = row * width + x;
      to[at] = Math.max(to[at] ?? 0, value);
      from[at] = Math.min(from[at] ?? 0, 255 - value);
    }
  }
}

/** Lays a shape into layers, in place; between its cells it ends smoothly. */
function layShape({ added, removed }: MaskLayers, shape: Shape, grid: MaskGrid): void {
  const [to, from] = shape.isErased ? [removed, added] : [added, removed];
  const cells = new Uint8Array(shape.width * shape.height);
  let at = 0;
  shape.runs.forEach((length, i) => {
    if (i % 2 === 1) cells.fill(255, at, at + length);
    at += length;
  });
  layOver(cells, shape, grid).forEach((value, i) => {
    to[i] = Math.max(to[i] ?? 0, value);
    from[i] = Math.min(from[i] ?? 0, 255 - value);
  });
}

/** Lengths of runs of 0 and of others in turns, 0 first. */
export function runsOf(cells: Uint8Array): readonly number[] {
  const runs: number[] = [];
  let start = 0;
  for (let i = 0; i <= cells.length; i++) {
    const isEnd = i === cells.length || (cells[i] !== 0) !== (runs.length % 2 === 1);
    if (!isEnd) continue;
    runs.push(i - start);
    start = i;
  }
  return runs;
}

/** Paints one stroke into layers, in place. The edge of the brush is smooth over one pixel. */
export function paintStroke({ added, removed }: MaskLayers, stroke: Stroke, { crop, width, height }: MaskGrid): void {
  const [to, from] = stroke.kind === 'brush' ? [added, removed] : [removed, added];
  const [scaleX, scaleY] = [width / crop.width, height / crop.height];
  const radius = stroke.radiusPx * scaleX;
  const place = (i: number): readonly [number, number] => [
    ((stroke.points[i] ?? 0) - crop.x) * scaleX - 0.5,
    ((stroke.points[i + 1] ?? 0) - crop.y) * scaleY - 0.5,
  ];
  for (let i = 0; i < stroke.points.length; i += 2) {
    const [x0, y0] = place(Math.max(0, i - 2));
    const [x1, y1] = place(i);
    const left = Math.max(0, Math.floor(Math.min(x0, x1) - radius));
    const right = Math.min(width - 1, Math.ceil(Math.max(x0, x1) + radius));
    const top = Math.max(0, Math.floor(Math.min(y0, y1) - radius));
    const bottom = Math.min(height - 1, Math.ceil(Math.max(y0, y1) + radius));
    const lengthSquared = (x1 - x0) ** 2 + (y1 - y0) ** 2;
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const along = lengthSquared === 0 ? 0 : ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / lengthSquared;
        const t = Math.max(0, Math.min(1, along));
        const distance = Math.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0));
        const cover = Math.round(255 * Math.max(0, Math.min(1, radius - distance + 0.5)));
        const at = y * width + x;
        to[at] = Math.max(to[at] ?? 0, cover);
        from[at] = Math.min(from[at] ?? 0, 255 - cover);
      }
    }
  }
}

function paintArea(area: WordArea, grid: MaskGrid): MaskLayers {
  const layers = clearLayers(grid);
  const acts = (column: number, row: number): boolean =>
    GROWTH_CELLS.some((down) =>
      GROWTH_CELLS.some((right) => sampleBilinear(area, area.strength, column + right, row + down) >= ACTS_FROM),
    );
  forEachCell(area, grid, (pixel, column, row) => {
    layers.added[pixel] = acts(column, row) ? 255 : 0;
  });
  return layers;
}

function remake(kind: 'invert' | 'clear', layers: MaskLayers, grid: MaskGrid, isLimit: boolean): MaskLayers {
  if (kind === 'clear') return clearLayers(grid);
  if (!isLimit) return { added: layers.removed, removed: layers.added };
  return { ...clearLayers(grid), added: layers.added.map((value) => 255 - value) };
}
