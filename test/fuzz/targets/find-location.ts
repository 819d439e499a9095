const GPS_DIRECTORY = 0x8825;
const ENTRY_BYTES = 12;
const MOST_DIRECTORIES = 16;

/** Whether a reader that forgives much finds a location: any directory of an Exif block that points to one with entries. */
export function findLocation(exif: Uint8Array): boolean {
  const tiff = exif.subarray(0, 4).every((byte, index) => byte === 'Exif'.charCodeAt(index)) ? exif.subarray(6) : exif;
  if (tiff.length < 8) return false;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const isLittleEndian = tiff[0] === 0x49;
  const seen = new Set<number>();
  const open = [view.getUint32(4, isLittleEndian)];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at < 8 || seen.has(at) || seen.size > MOST_DIRECTORIES || at + 2 > tiff.length) continue;
    seen.add(at);
    const count = view.getUint16(at, isLittleEndian);
    for (
      let entry = at + 2;
      entry < at + 2 + count * ENTRY_BYTES && entry + ENTRY_BYTES <= tiff.length;
      entry += ENTRY_BYTES
    ) {
      const tag = view.getUint16(entry, isLittleEndian);
      const target = view.getUint32(entry + 8, isLittleEndian);
      if (tag === GPS_DIRECTORY && hasEntries(view, target, isLittleEndian)) return true;
      if (tag === 0x8769) open.push(target);
    }
    const link = at + 2 + count * ENTRY_BYTES;
    if (link + 4 <= tiff.length) open.push(view.getUint32(link, isLittleEndian));
  }
  return false;
}

/** Fields of a location have small numbers. */
function hasEntries(view: DataView, at: number, isLittleEndian: boolean): boolean {
  if (at < 8 || at + 2 + ENTRY_BYTES > view.byteLength) return false;
  const count = view.getUint16(at, isLittleEndian);
  const tag = view.getUint16(at + 2, isLittleEndian);
  return count > 0 && count < 64 && tag <= 0x1f;
}
