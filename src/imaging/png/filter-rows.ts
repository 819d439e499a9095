/** Bytes of an 8-bit RGBA pixel. */
const PIXEL_BYTES = 4;

type Filter = (left: number, above: number, aboveLeft: number) => number;

/** What each filter takes a byte to be (PNG third edition, 9.2), by its number. */
const FILTERS = [
  () => 0,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  predictPaeth,
] as const satisfies readonly Filter[];

/** The neighbour that is nearest to left + above - aboveLeft (PNG third edition, 9.4). */
function predictPaeth(left: number, above: number, aboveLeft: number): number {
  const estimate = left + above - aboveLeft;
  const toLeft = Math.abs(estimate - left);
  const toAbove = Math.abs(estimate - above);
  const toAboveLeft = Math.abs(estimate - aboveLeft);
  if (toLeft <= toAbove && toLeft <= toAboveLeft) return left;
  return toAbove <= toAboveLeft ? above : aboveLeft;
}

/**
 * Rows of 8-bit RGBA as a PNG compresses them: before each row the number of its filter, the one with the smallest sum of absolute
 * differences (PNG third edition, 12.7).
 */
export function filterRows(
  data: Uint8ClampedArray | Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): Uint8Array<ArrayBuffer> {
  const rowBytes = PIXEL_BYTES * width;
  const result = new Uint8Array(height * (1 + rowBytes));
  const empty = new Uint8Array(rowBytes);
  const tried = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * rowBytes, (y + 1) * rowBytes);
    const above = y === 0 ? empty : data.subarray((y - 1) * rowBytes, y * rowBytes);
    const at = y * (1 + rowBytes);
    let least = Infinity;
    for (const [number, filter] of FILTERS.entries()) {
      const sum = applyFilter(filter, row, above, tried);
      if (sum >= least) continue;
      least = sum;
      result[at] = number;
      result.set(tried, at + 1);
    }
  }
  return result;
}

/** Writes a filtered row; returns the sum of its bytes, taken as signed. */
function applyFilter(
  filter: Filter,
  row: Uint8ClampedArray | Uint8Array,
  above: Uint8ClampedArray | Uint8Array,
  into: Uint8Array,
): number {
  let sum = 0;
  for (let x = 0; x < row.length; x++) {
    const left = x < PIXEL_BYTES ? 0 : row[x - PIXEL_BYTES]!;
    const aboveLeft = x < PIXEL_BYTES ? 0 : above[x - PIXEL_BYTES]!;
    const value = (row[x]! - filter(left, above[x]!, aboveLeft)) & 0xff;
    into[x] = value;
    sum += value < 128 ? value : 256 - value;
  }
  return sum;
}

/** Rows as their filters leave them: how long they are, how many, and how far apart neighbouring pixels are, at least a byte. */
export interface RowLayout {
  readonly rowBytes: number;
  readonly height: number;
  readonly pixelBytes: number;
}

/** Undoes filters of rows of any kind of samples; null where a filter's number is none. */
export function unfilterRows(
  filtered: Uint8Array,
  { rowBytes, height, pixelBytes }: RowLayout,
): Uint8ClampedArray<ArrayBuffer> | null {
  const result = new Uint8ClampedArray(height * rowBytes);
  for (let y = 0; y < height; y++) {
    const filter = FILTERS[filtered[y * (1 + rowBytes)] ?? -1];
    if (filter === undefined) return null;
    for (let x = 0, at = y * rowBytes; x < rowBytes; x++, at++) {
      const left = x < pixelBytes ? 0 : result[at - pixelBytes]!;
      const above = y === 0 ? 0 : result[at - rowBytes]!;
      const aboveLeft = x < pixelBytes || y === 0 ? 0 : result[at - rowBytes - pixelBytes]!;
      result[at] = (filtered[at + y + 1]! + filter(left, above, aboveLeft)) & 0xff;
    }
  }
  return result;
}
