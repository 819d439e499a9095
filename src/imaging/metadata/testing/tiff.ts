/** A TIFF writer and a reader of their own, for tests of the code that changes such blocks in place. */

/** Numbers are written as SHORT (up to 65535) or LONG, strings as ASCII. */
export type Fields = Readonly<Record<number, number | string>>;

export interface TiffContent {
  readonly isLittleEndian: boolean;
  readonly main: Fields;
  readonly exif?: Fields;
  readonly gps?: Fields;
  /** Bytes of a JPEG thumbnail. */
  readonly thumbnail?: Uint8Array;
}

export interface ReadTiff {
  readonly main: Fields;
  readonly exif: Fields | null;
  readonly gps: Fields | null;
  /** Offset of the directory of the thumbnail; 0 if there is none. */
  readonly nextDirectory: number;
}

export function writeTiff({ isLittleEndian, main, exif, gps, thumbnail }: TiffContent): Uint8Array<ArrayBuffer> {
  const buffer = new DataView(new ArrayBuffer(131_072));
  let end = 8;
  const write = (fields: Fields): { at: number; linkAt: number; pointers: Map<number, number> } => {
    const at = end;
    const tags = Object.keys(fields)
      .map(Number)
      .sort((a, b) => a - b);
    const linkAt = at + 2 + 12 * tags.length;
    end = linkAt + 4;
    const pointers = new Map<number, number>();
    buffer.setUint16(at, tags.length, isLittleEndian);
    tags.forEach((tag, i) => {
      const entry = at + 2 + 12 * i;
      const value = fields[tag] ?? 0;
      buffer.setUint16(entry, tag, isLittleEndian);
      pointers.set(tag, entry + 8);
      if (typeof value === 'string') {
        const text = `${value}\0`;
        buffer.setUint16(entry + 2, 2, isLittleEndian);
        buffer.setUint32(entry + 4, text.length, isLittleEndian);
        const place = text.length <= 4 ? entry + 8 : end;
        if (text.length > 4) {
          buffer.setUint32(entry + 8, place, isLittleEndian);
          end += text.length + (text.length & 1);
        }
        [...text].forEach((character, k) => buffer.setUint8(place + k, character.charCodeAt(0)));
        return;
      }
      const isLong = value > 0xffff || [0x8769, 0x8825, 0x0201, 0x0202].includes(tag);
      buffer.setUint16(entry + 2, isLong ? 4 : 3, isLittleEndian);
      buffer.setUint32(entry + 4, 1, isLittleEndian);
      if (isLong) buffer.setUint32(entry + 8, value, isLittleEndian);
      else buffer.setUint16(entry + 8, value, isLittleEndian);
    });
    return { at, linkAt, pointers };
  };

  const first = write({ ...main, ...(exif ? { 0x8769: 0 } : {}), ...(gps ? { 0x8825: 0 } : {}) });
  for (const [tag, fields] of [
    [0x8769, exif],
    [0x8825, gps],
  ] as const) {
    if (fields !== undefined) buffer.setUint32(first.pointers.get(tag) ?? 0, write(fields).at, isLittleEndian);
  }
  if (thumbnail !== undefined) {
    const directory = write({ 0x0103: 6, 0x0201: 0, 0x0202: thumbnail.length });
    buffer.setUint32(directory.pointers.get(0x0201) ?? 0, end, isLittleEndian);
    buffer.setUint32(first.linkAt, directory.at, isLittleEndian);
    new Uint8Array(buffer.buffer).set(thumbnail, end);
    end += thumbnail.length;
  }
  [...(isLittleEndian ? 'II' : 'MM')].forEach((character, i) => buffer.setUint8(i, character.charCodeAt(0)));
  buffer.setUint16(2, 42, isLittleEndian);
  buffer.setUint32(4, first.at, isLittleEndian);
  return new Uint8Array(buffer.buffer.slice(0, end));
}

export function readTiff(bytes: Uint8Array): ReadTiff {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittleEndian = bytes[0] === 0x49;
  const read = (at: number): { fields: Fields; next: number } => {
    const fields: Record<number, number | string> = {};
    const count = view.getUint16(at, isLittleEndian);
    for (let entry = at + 2; entry < at + 2 + 12 * count; entry += 12) {
      const tag = view.getUint16(entry, isLittleEndian);
      const type = view.getUint16(entry + 2, isLittleEndian);
      const length = view.getUint32(entry + 4, isLittleEndian);
      if (type === 2) {
        const place = length <= 4 ? entry + 8 : view.getUint32(entry + 8, isLittleEndian);
        fields[tag] = String.fromCharCode(...bytes.subarray(place, place + length - 1));
      } else {
        fields[tag] =
          type === 3 ? view.getUint16(entry + 8, isLittleEndian) : view.getUint32(entry + 8, isLittleEndian);
      }
    }
    return { fields, next: view.getUint32(at + 2 + 12 * count, isLittleEndian) };
  };
  const { fields: main, next } = read(view.getUint32(4, isLittleEndian));
  const follow = (tag: number): Fields | null => (typeof main[tag] === 'number' ? read(main[tag]).fields : null);
  return { main, exif: follow(0x8769), gps: follow(0x8825), nextDirectory: next };
}
