import { startsWith, viewOf } from './bytes.ts';

/** Bytes per value by TIFF field type; type 0 does not exist. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
const SHORT = 3;
const ENTRY_BYTES = 12;

/** A TIFF structure in memory that is changed in place: nothing moves, so offsets inside maker notes stay right. */
export interface TiffBlock {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  readonly isLittleEndian: boolean;
  /** Offset of the first directory. */
  readonly firstDirectory: number;
}

/** One field of a directory. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  /** Where its 12 bytes lie. */
  readonly at: number;
  /** Where its values lie, and how many bytes they take. */
  readonly valueAt: number;
  readonly valueBytes: number;
}

export interface TiffDirectory {
  readonly at: number;
  /** Fields whose values lie inside the block. */
  readonly entries: readonly TiffEntry[];
  /** Every field, those among them that a damaged length or type makes unreadable. */
  readonly all: readonly TiffEntry[];
  /** Where the offset of the next directory lies. */
  readonly linkAt: number;
}

/** A copy of a TIFF block to be changed; null if its header is not one. */
export function openTiff(source: Uint8Array): TiffBlock | null {
  const bytes = new Uint8Array(source);
  const isLittleEndian = startsWith(bytes, 'II*\0');
  if (bytes.length < 8 || !(isLittleEndian || startsWith(bytes, 'MM\0*'))) return null;
  const view = viewOf(bytes);
  return { bytes, view, isLittleEndian, firstDirectory: view.getUint32(4, isLittleEndian) };
}

/** The directory at an offset; null if it does not lie inside the block. */
export function readDirectory({ bytes, view, isLittleEndian }: TiffBlock, at: number): TiffDirectory | null {
  if (at < 8 || at + 6 > bytes.length) return null;
  const count = view.getUint16(at, isLittleEndian);
  const linkAt = at + 2 + count * ENTRY_BYTES;
  if (count === 0 || linkAt + 4 > bytes.length) return null;
  const all = Array.from({ length: count }, (_, i) => {
    const entryAt = at + 2 + i * ENTRY_BYTES;
    const type = view.getUint16(entryAt + 2, isLittleEndian);
    const valueBytes = (TYPE_BYTES[type] ?? 0) * view.getUint32(entryAt + 4, isLittleEndian);
    const valueAt = valueBytes <= 4 ? entryAt + 8 : view.getUint32(entryAt + 8, isLittleEndian);
    return { tag: view.getUint16(entryAt, isLittleEndian), type, at: entryAt, valueAt, valueBytes };
  });
  return { at, all, entries: all.filter(({ valueAt, valueBytes }) => valueAt + valueBytes <= bytes.length), linkAt };
}

export function findEntry(directory: TiffDirectory, tag: number): TiffEntry | undefined {
  return directory.entries.find((entry) => entry.tag === tag);
}

/** The first value of a SHORT or LONG field. */
export function readNumber({ view, isLittleEndian }: TiffBlock, { type, valueAt }: TiffEntry): number {
  return type === SHORT ? view.getUint16(valueAt, isLittleEndian) : view.getUint32(valueAt, isLittleEndian);
}

/** Overwrites the first value of a SHORT or LONG field that is there. */
export function setNumber({ view, isLittleEndian }: TiffBlock, entry: TiffEntry | undefined, value: number): void {
  if (entry === undefined) return;
  if (entry.type === SHORT) view.setUint16(entry.valueAt, value, isLittleEndian);
  else view.setUint32(entry.valueAt, value, isLittleEndian);
}

/** Takes a field out of its directory: the fields behind it, and the link, move up. Its values stay where they are. */
export function removeEntry(
  { bytes, view, isLittleEndian }: TiffBlock,
  directory: TiffDirectory,
  entry: TiffEntry,
): void {
  const end = directory.linkAt + 4;
  bytes.copyWithin(entry.at, entry.at + ENTRY_BYTES, end);
  bytes.fill(0, end - ENTRY_BYTES, end);
  view.setUint16(directory.at, view.getUint16(directory.at, isLittleEndian) - 1, isLittleEndian);
}
