/** A grey picture of any size, row-major: attention maps, differences and masks. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Bilinear, with pixel centres at halves (edges repeat). */
export function resizeBilinear({ width, height, data }: Raster, newWidth: number, newHeight: number): Raster {
  const at = (x: number, y: number): number => data[y * width + x] ?? 0;
  const result = new Float32Array(newWidth * newHeight);
  for (let row = 0; row < newHeight; row++) {
    const y = clamp(((row + 0.5) * height) / newHeight - 0.5, height - 1);
    const top = Math.floor(y);
    const bottom = Math.min(top + 1, height - 1);
    for (let column = 0; column < newWidth; column++) {
      const x = clamp(((column + 0.5) * width) / newWidth - 0.5, width - 1);
      const left = Math.floor(x);
      const right = Math.min(left + 1, width - 1);
      const upper = at(left, top) + (x - left) * (at(right, top) - at(left, top));
      const lower = at(left, bottom) + (x - left) * (at(right, bottom) - at(left, bottom));
      result[row * newWidth + column] = upper + (y - top) * (lower - upper);
    }
  }
  return { width: newWidth, height: newHeight, data: result };
}

/** Every pixel is the one of the old picture that it falls into. */
export function resizeNearest({ width, height, data }: Raster, newWidth: number, newHeight: number): Raster {
  const result = Float32Array.from({ length: newWidth * newHeight }, (_, i) => {
    const x = Math.floor(((i % newWidth) * width) / newWidth);
    const y = Math.floor((Math.floor(i / newWidth) * height) / newHeight);
    return data[y * width + x] ?? 0;
  });
  return { width: newWidth, height: newHeight, data: result };
}

/** Largest value within `radius` pixels, in a square window. */
export function maxPool(raster: Raster, radius: number): Raster {
  return filterAxes(raster, radius, (values) => Math.max(...values));
}

/** Gaussian blur; weights are renormalised at the edges. `sigma` is in pixels, 0 leaves the picture as it is. */
export function blur(raster: Raster, sigma: number): Raster {
  if (sigma === 0) return raster;
  const radius = Math.ceil(3 * sigma);
  return filterAxes(raster, radius, (values, offsets) => {
    let sum = 0;
    let total = 0;
    values.forEach((value, i) => {
      const weight = Math.exp(-((offsets[i] ?? 0) ** 2) / (2 * sigma * sigma));
      sum += weight * value;
      total += weight;
    });
    return sum / total;
  });
}

/** Larger of two pictures, pixel by pixel. */
export function union(first: Raster, second: Raster): Raster {
  return { ...first, data: first.data.map((value, i) => Math.max(value, second.data[i] ?? 0)) };
}

/** Moves the values to 0..1 by their smallest and largest; all 0 when they are equal. */
export function stretch(raster: Raster): Raster {
  const smallest = raster.data.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const range = raster.data.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - smallest;
  return { ...raster, data: raster.data.map((value) => (range > 0 ? (value - smallest) / range : 0)) };
}

/** Values in parts of the largest; all 0 where none is greater. */
export function divideByLargest(raster: Raster): Raster {
  const largest = raster.data.reduce((a, b) => Math.max(a, b), 0);
  return { ...raster, data: raster.data.map((value) => (largest > 0 ? value / largest : 0)) };
}

/** Mean value: for a mask the part that it covers. */
export function coverage({ data }: Raster): number {
  return data.reduce((sum, value) => sum + value, 0) / data.length;
}

type Window = (values: readonly number[], offsets: readonly number[]) => number;

/** A separable filter: along the rows, then along the columns. Windows are cut at the edges. */
function filterAxes(raster: Raster, radius: number, filter: Window): Raster {
  const { width, height } = raster;
  const rows = filterLines(raster.data, { count: height, stride: width, length: width, step: 1 }, radius, filter);
  const data = filterLines(rows, { count: width, stride: 1, length: height, step: width }, radius, filter);
  return { width, height, data };
}

interface Lines {
  readonly count: number;
  /** Distance from the start of a line to that of the next. */
  readonly stride: number;
  readonly length: number;
  /** Distance between neighbours on a line. */
  readonly step: number;
}

function filterLines(data: Float32Array, lines: Lines, radius: number, filter: Window): Float32Array {
  const result = new Float32Array(data.length);
  for (let line = 0; line < lines.count; line++) {
    const start = line * lines.stride;
    for (let i = 0; i < lines.length; i++) {
      const values: number[] = [];
      const offsets: number[] = [];
      for (let j = Math.max(0, i - radius); j <= Math.min(lines.length - 1, i + radius); j++) {
        values.push(data[start + j * lines.step] ?? 0);
        offsets.push(j - i);
      }
      result[start + i * lines.step] = filter(values, offsets);
    }
  }
  return result;
}

function clamp(value: number, largest: number): number {
  return Math.min(Math.max(value, 0), largest);
}
