/** Exif orientation (CIPA DC-008, 4.6.5.1): how a stored picture is turned to stand upright. */
import { findEntry, openTiff, readDirectory, readNumber } from './metadata/tiff-block.ts';
import type { Extent } from './plan-extents.ts';

export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION_TAG = 0x0112;

/** The orientation that an Exif block says; 1, upright, where it says none. */
export function readOrientation(exif: Uint8Array): Orientation {
  const tiff = openTiff(exif);
  const directory = tiff && readDirectory(tiff, tiff.firstDirectory);
  const entry = directory ? findEntry(directory, ORIENTATION_TAG) : undefined;
  const value = tiff && entry ? readNumber(tiff, entry) : 1;
  return isOrientation(value) ? value : 1;
}

export function isOrientation(value: number): value is Orientation {
  return Number.isInteger(value) && value >= 1 && value <= 8;
}

/** How stored places become upright ones: x' = a x + c y + e, y' = b x + d y + f, and the size that comes out. */
export interface Turn extends Extent {
  readonly matrix: readonly [a: number, b: number, c: number, d: number, e: number, f: number];
}

/** The turn that an orientation asks for, for a stored picture of a size. */
export function turnOf(orientation: Orientation, { width, height }: Extent): Turn {
  const upright = orientation < 5 ? { width, height } : { width: height, height: width };
  const matrices = {
    1: [1, 0, 0, 1, 0, 0],
    2: [-1, 0, 0, 1, width, 0],
    3: [-1, 0, 0, -1, width, height],
    4: [1, 0, 0, -1, 0, height],
    5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, height, 0],
    7: [0, -1, -1, 0, height, width],
    8: [0, -1, 1, 0, 0, width],
  } as const satisfies Record<Orientation, Turn['matrix']>;
  return { ...upright, matrix: matrices[orientation] };
}

/** Turns pixels, four bytes each, without a change of any byte. */
export function turnPixels(
  data: Uint8ClampedArray<ArrayBuffer>,
  stored: Extent,
  orientation: Orientation,
): Uint8ClampedArray<ArrayBuffer> {
  const { width, matrix } = turnOf(orientation, stored);
  const [a, b, c, d, e, f] = matrix;
  const from = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
  const to = new Uint32Array(from.length);
  for (let y = 0; y < stored.height; y++) {
    // Centres of pixels are at halves.
    let place = Math.floor(a * 0.5 + c * (y + 0.5) + e) + width * Math.floor(b * 0.5 + d * (y + 0.5) + f);
    const step = a + width * b;
    for (let x = 0; x < stored.width; x++, place += step) to[place] = from[y * stored.width + x]!;
  }
  return new Uint8ClampedArray(to.buffer);
}
