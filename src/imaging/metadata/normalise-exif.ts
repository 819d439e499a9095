/** Exif (CIPA DC-008) of an upright, edited picture, made from that of the photo. */
import {
  findEntry,
  openTiff,
  readDirectory,
  readNumber,
  removeEntry,
  setNumber,
  type TiffBlock,
  type TiffDirectory,
} from './tiff-block.ts';

const TAG = {
  imageWidth: 0x0100,
  imageLength: 0x0101,
  stripOffsets: 0x0111,
  orientation: 0x0112,
  stripByteCounts: 0x0117,
  thumbnailOffset: 0x0201,
  thumbnailBytes: 0x0202,
  exifDirectory: 0x8769,
  gpsDirectory: 0x8825,
  colourSpace: 0xa001,
  pixelWidth: 0xa002,
  pixelHeight: 0xa003,
} as const;

/** Of the value, or of its place, in a field. */
const VALUE_OFFSET = 8;
const UPRIGHT = 1;
const SRGB = 1;

export interface ExifChange {
  /** Size of the upright picture, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly keepLocation: boolean;
  /** The picture has the photo's own colour profile; else it is sRGB. */
  readonly keepColours: boolean;
}

type Span = readonly [start: number, end: number];

/**
 * Says upright, the new size and, unless the colours are kept, sRGB; drops the thumbnail, which shows the photo before the edit, and the location unless it is
 * to be kept. Bytes of what is dropped are overwritten by zeros, all else stays where it is. Null for a block that is not TIFF.
 */
export function normaliseExif(
  source: Uint8Array,
  { width, height, keepLocation, keepColours }: ExifChange,
): Uint8Array | null {
  const block = openTiff(source);
  const main = block && readDirectory(block, block.firstDirectory);
  if (block === null || main === null) return null;

  setNumber(block, findEntry(main, TAG.orientation), UPRIGHT);
  setNumber(block, findEntry(main, TAG.imageWidth), width);
  setNumber(block, findEntry(main, TAG.imageLength), height);
  const pointer = findEntry(main, TAG.exifDirectory);
  const exif = pointer && readDirectory(block, readNumber(block, pointer));
  if (exif) {
    if (!keepColours) setNumber(block, findEntry(exif, TAG.colourSpace), SRGB);
    setNumber(block, findEntry(exif, TAG.pixelWidth), width);
    setNumber(block, findEntry(exif, TAG.pixelHeight), height);
  }

  const erased: Span[] = [];
  const thumbnail = block.view.getUint32(main.linkAt, block.isLittleEndian);
  block.view.setUint32(main.linkAt, 0);
  if (thumbnail !== 0) erased.push(...eraseDirectory(block, thumbnail));
  if (!keepLocation)
    for (const directory of exif ? [main, exif] : [main]) erased.push(...removeLocation(block, directory));
  return block.bytes.subarray(0, cutErasedEnd(block.bytes.length, erased));
}

/** Takes every pointer to a location out of a directory, damaged ones too, which other readers may follow, and erases what they point to. */
function removeLocation(block: TiffBlock, directory: TiffDirectory): readonly Span[] {
  const pointers = directory.all.filter(({ tag }) => tag === TAG.gpsDirectory);
  const targets = pointers.map(({ at }) => block.view.getUint32(at + VALUE_OFFSET, block.isLittleEndian));
  // From the last on: those behind a removed field move.
  for (const pointer of pointers.toReversed()) removeEntry(block, directory, pointer);
  return targets.flatMap((target) => eraseDirectory(block, target));
}

/** Overwrites a directory, its values and the thumbnail that it points to. */
function eraseDirectory(block: TiffBlock, at: number): readonly Span[] {
  const directory = readDirectory(block, at);
  if (directory === null) return [];
  const spans: Span[] = [[directory.at, directory.linkAt + 4]];
  for (const { valueAt, valueBytes } of directory.entries) spans.push([valueAt, valueAt + valueBytes]);
  for (const [offsetTag, bytesTag] of [
    [TAG.thumbnailOffset, TAG.thumbnailBytes],
    [TAG.stripOffsets, TAG.stripByteCounts],
  ] as const) {
    const offset = findEntry(directory, offsetTag);
    const length = findEntry(directory, bytesTag);
    if (offset === undefined || length === undefined) continue;
    const start = readNumber(block, offset);
    spans.push([start, Math.min(block.bytes.length, start + readNumber(block, length))]);
  }
  for (const [start, end] of spans) block.bytes.fill(0, start, end);
  return spans;
}

/** Where the block ends once erased spans at its end, with a byte of padding between, are cut off. */
function cutErasedEnd(length: number, erased: readonly Span[]): number {
  let end = length;
  for (const [start, spanEnd] of erased.toSorted((a, b) => b[1] - a[1])) {
    if (spanEnd >= end - 1) end = Math.min(end, start);
  }
  return end;
}
