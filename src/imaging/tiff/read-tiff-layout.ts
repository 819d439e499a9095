import { startsWith } from '../metadata/bytes.ts';
import { findEntry, openTiff, readDirectory, readNumber, type TiffEntry } from '../metadata/tiff-block.ts';
import { isOrientation, type Orientation } from '../orientation.ts';
import type { Extent } from '../plan-extents.ts';

/** Numbers of fields (TIFF 6.0; the profile: ICC.1:2022, B.3). */
const TAGS = {
  width: 0x0100,
  height: 0x0101,
  bits: 0x0102,
  compression: 0x0103,
  photometric: 0x0106,
  fillOrder: 0x010a,
  orientation: 0x0112,
  samples: 0x0115,
  predictor: 0x013d,
  palette: 0x0140,
  tileWidth: 0x0142,
  tileHeight: 0x0143,
  extraSamples: 0x0152,
  sampleFormat: 0x0153,
  profile: 0x8773,
} as const;

/** What the samples mean, by PhotometricInterpretation. Inks, YCbCr and Lab are not read. */
const KINDS: Readonly<Record<number, TiffKind>> = { 0: 'white-is-zero', 1: 'grey', 2: 'rgb', 3: 'palette' };
/** Bits a sample may have. */
const DEPTHS: Readonly<Record<TiffKind, ReadonlySet<number>>> = {
  'white-is-zero': new Set([1, 2, 4, 8, 16]),
  grey: new Set([1, 2, 4, 8, 16]),
  rgb: new Set([8, 16]),
  palette: new Set([1, 2, 4, 8]),
};
/** None, LZW, Deflate under its two numbers, and PackBits. */
const COMPRESSIONS: ReadonlySet<number> = new Set([1, 5, 8, 32_946, 32_773]);
/** None, and differences of neighbours. */
const PREDICTORS: ReadonlySet<number> = new Set([1, 2]);
const UNSIGNED = 1;
const ASSOCIATED = 1;
const UNASSOCIATED = 2;
/** More than any editor writes; a damaged count would ask for any memory. */
const MAX_SAMPLES = 16;
/** Samples of a tile, which a damaged size would make any number. */
const MAX_TILE_PIXELS = 2 ** 26;

export type TiffKind = 'white-is-zero' | 'grey' | 'rgb' | 'palette';

/** How the first picture of a TIFF is stored, width and height before its orientation. */
export interface TiffLayout extends Extent {
  readonly kind: TiffKind;
  /** Of each sample. */
  readonly bits: number;
  /** Of each pixel: colours, alpha, and what else there is. */
  readonly samples: number;
  /** Alpha follows the colours; `multiplied` where they are multiplied by it. */
  readonly alpha: 'none' | 'straight' | 'multiplied';
  /** Reds, then greens, then blues, 0..65535 each, of as many indices as `bits` can say; empty where there is none. */
  readonly palette: Uint16Array;
  readonly orientation: Orientation;
  readonly icc: Uint8Array | null;
}

/**
 * The layout of a TIFF by its first directory, which may lie anywhere in the file.
 *
 * @returns `foreign` where it is stored in a way that `readTiff` does not know; null where the directory is damaged, or beyond the bytes
 */
export function readTiffLayout(bytes: Uint8Array): TiffLayout | 'foreign' | null {
  // BigTIFF, for files of more than 4 GiB.
  if (startsWith(bytes, 'II+\0') || startsWith(bytes, 'MM\0+')) return 'foreign';
  const tiff = openTiff(bytes);
  const directory = tiff && readDirectory(tiff, tiff.firstDirectory);
  if (tiff === null || directory === null) return null;
  // A field of more values than there are bytes: a count that is damaged, and would ask for any memory.
  if (directory.all.some(({ at }) => tiff.view.getUint32(at + 4, tiff.isLittleEndian) > bytes.length)) return null;
  const find = (tag: keyof typeof TAGS): TiffEntry | undefined => findEntry(directory, TAGS[tag]);
  const first = (tag: keyof typeof TAGS, fallback: number): number => {
    const entry = find(tag);
    return entry === undefined || entry.valueBytes === 0 ? fallback : readNumber(tiff, entry);
  };
  /** Values of a field of 16 bits each. */
  const shorts = (tag: keyof typeof TAGS): Uint16Array => {
    const { valueAt = 0, valueBytes = 0 } = find(tag) ?? {};
    return Uint16Array.from({ length: valueBytes >> 1 }, (_, index) =>
      tiff.view.getUint16(valueAt + 2 * index, tiff.isLittleEndian),
    );
  };
  const [width, height] = [first('width', 0), first('height', 0)];
  // Pictures of less are none, of which the header alone is whole.
  if (width === 0 || height === 0) return null;
  const kind = KINDS[first('photometric', -1)];
  const samples = first('samples', 1);
  if (samples > MAX_SAMPLES || first('tileWidth', 1) * first('tileHeight', 1) > MAX_TILE_PIXELS) return null;
  const depths = shorts('bits');
  const [bits = 1] = depths;
  const isRead =
    COMPRESSIONS.has(first('compression', 1)) &&
    PREDICTORS.has(first('predictor', 1)) &&
    first('fillOrder', 1) === 1 &&
    first('sampleFormat', UNSIGNED) === UNSIGNED &&
    depths.length === samples &&
    depths.every((each) => each === bits);
  if (kind === undefined || !isRead || !DEPTHS[kind].has(bits)) return 'foreign';
  const colours = coloursOf(kind);
  const palette = shorts('palette');
  if (samples < colours || (kind === 'palette' && palette.length !== 3 * 2 ** bits)) return null;
  const extra = samples > colours ? first('extraSamples', 0) : 0;
  const profile = find('profile');
  const orientation = first('orientation', 1);
  return {
    width,
    height,
    kind,
    bits,
    samples,
    alpha: extra === ASSOCIATED ? 'multiplied' : extra === UNASSOCIATED ? 'straight' : 'none',
    palette,
    orientation: isOrientation(orientation) ? orientation : 1,
    icc: profile === undefined ? null : bytes.slice(profile.valueAt, profile.valueAt + profile.valueBytes),
  };
}

/** Samples of a pixel before its alpha. */
export function coloursOf(kind: TiffKind): number {
  return kind === 'rgb' ? 3 : 1;
}
