import type { MaskGrid } from './mask-grids.ts';

const FAR = 1e9;

/**
 * A layer (0..255 a pixel) that ends softly: what is painted stays whole, and around it the paint falls to 0 over `reach` pixels.
 * Distances are exact (Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions", Theory of Computing 2012, 1D case
 * along rows, then columns).
 */
export function fadeLayer(
  layer: Uint8Array<ArrayBuffer>,
  { width, height }: Pick<MaskGrid, 'width' | 'height'>,
  reach: number,
): Uint8Array<ArrayBuffer> {
  if (reach <= 0 || !layer.some((value) => value > 0)) return layer;
  const squared = new Float64Array(layer.length);
  for (let i = 0; i < layer.length; i++) squared[i] = layer[i]! < 128 ? FAR : 0;
  const scratch = createScratch(Math.max(width, height));
  for (let row = 0; row < height; row++) transformLine(squared, row * width, 1, width, scratch);
  for (let column = 0; column < width; column++) transformLine(squared, column, width, height, scratch);
  const faded = layer.slice();
  for (let i = 0; i < faded.length; i++) {
    const distance = squared[i]!;
    if (distance >= reach * reach) continue;
    faded[i] = Math.max(faded[i]!, Math.round(255 * (1 - Math.sqrt(distance) / reach)));
  }
  return faded;
}

/** What one line needs, for all lines. */
interface Scratch {
  readonly values: Float64Array;
  /** Places of the parabolas in the lower envelope, and from where on each is the lowest. */
  readonly vertices: Int32Array;
  readonly bounds: Float64Array;
}

function createScratch(length: number): Scratch {
  return {
    values: new Float64Array(length),
    vertices: new Int32Array(length),
    bounds: new Float64Array(length + 1),
  };
}

/** min over q of (p - q)^2 + f(q) for every p of one line, in place: the lower envelope of parabolas. */
function transformLine(
  line: Float64Array,
  start: number,
  step: number,
  length: number,
  { values, vertices, bounds }: Scratch,
): void {
  let count = -1;
  for (let q = 0; q < length; q++) {
    const value = line[start + q * step]!;
    values[q] = value;
    if (value === FAR) continue;
    let crossing = Number.NEGATIVE_INFINITY;
    while (count >= 0) {
      const v = vertices[count]!;
      crossing = (value + q * q - (values[v]! + v * v)) / (2 * (q - v));
      if (crossing > bounds[count]!) break;
      count -= 1;
    }
    count += 1;
    vertices[count] = q;
    bounds[count] = count === 0 ? Number.NEGATIVE_INFINITY : crossing;
  }
  if (count < 0) return;
  bounds[count + 1] = Number.POSITIVE_INFINITY;
  let at = 0;
  for (let p = 0; p < length; p++) {
    while (bounds[at + 1]! < p) at += 1;
    const q = vertices[at]!;
    line[start + p * step] = (p - q) ** 2 + values[q]!;
  }
}
