/** Small real pictures with Exif, XMP and a colour profile, by libvips; and the chunks that their files are made of. */
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { writeTiff } from '../../../src/imaging/metadata/testing/tiff.ts';
import { join, mutateBytes } from '../mutate-bytes.ts';
import type { Random } from '../random.ts';

export const PICTURE_FORMATS = ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** What the location's fields hold: no file without a location may have it. */
export const PLACE_MARK = 'Nowhere';

const WIDTH = 24;
const HEIGHT = 16;

const XMP =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>';

export const TIFFS: readonly Uint8Array[] = [1, 3, 6, 8].map((orientation, index) =>
  writeTiff({
    isLittleEndian: index % 2 === 0,
    main: { 0x010f: 'Maker of cameras', 0x0112: orientation, 0x013b: 'Artist' },
    exif: { 0xa002: WIDTH, 0xa003: HEIGHT },
    gps: { 0x0001: 'N', 0x001d: PLACE_MARK },
    thumbnail: new Uint8Array(80).fill(7),
  }),
);

/** Pictures of a format, of every kind that libvips writes: with alpha and without, lossless, interlaced, of a palette, animated. */
export async function encodePictures(format: PictureFormat): Promise<readonly Uint8Array[]> {
  const noise = Uint8Array.from(
    { length: 4 * WIDTH * HEIGHT },
    (_, index) => (index * index * 7 + (index >> 3)) & 0xff,
  );
  const plain = sharp(noise, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } });
  const opaque = plain.clone().removeAlpha();
  const kinds = {
    jpeg: [
      opaque.clone().jpeg(),
      opaque.clone().jpeg({ progressive: true }),
      opaque.clone().greyscale().jpeg(),
      opaque.clone().toColourspace('cmyk').jpeg(),
    ],
    png: [
      plain.clone().png(),
      opaque.clone().png(),
      plain.clone().png({ palette: true }),
      plain.clone().png({ progressive: true }),
      opaque.clone().toColourspace('rgb16').png(),
    ],
    webp: [plain.clone().webp(), opaque.clone().webp(), plain.clone().webp({ lossless: true })],
    avif: [opaque.clone().avif({ effort: 0 }), plain.clone().avif({ effort: 0 })],
    gif: [plain.clone().gif(), opaque.clone().gif({ colours: 4 })],
    tiff: [
      plain.clone().tiff({ compression: 'lzw', predictor: 'horizontal' }),
      opaque.clone().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }),
      opaque.clone().toColourspace('rgb16').tiff({ compression: 'none' }),
      opaque.clone().toColourspace('b-w').tiff({ compression: 'packbits' }),
    ],
  };
  const bare = await Promise.all(kinds[format].map((kind) => kind.toBuffer()));
  const described = await Promise.all(
    kinds[format].map((kind) =>
      kind
        .clone()
        .withIccProfile('p3')
        .withXmp(XMP)
        .withExif({ IFD0: { Artist: 'Artist' } })
        .toBuffer(),
    ),
  );
  return [...bare, ...described].map((file) => new Uint8Array(file));
}

/** A file as its format divides it; what cannot be divided is one piece. Knows nothing of Renoir's own readers. */
export function splitChunks(format: PictureFormat, bytes: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = { jpeg: 2, png: 8, webp: 12, avif: 0, gif: 13, tiff: 8 }[format];
  const chunks = [bytes.subarray(0, start)];
  if (format === 'gif' || format === 'tiff') return [...chunks, bytes.subarray(start)];
  let at = start;
  while (at + 8 < bytes.length) {
    const length = {
      jpeg: () => 2 + view.getUint16(at + 2),
      png: () => 12 + view.getUint32(at),
      webp: () => 8 + view.getUint32(at + 4, true) + (view.getUint32(at + 4, true) & 1),
      avif: () => Math.max(8, view.getUint32(at)),
    }[format]();
    if (at + length > bytes.length || (format === 'jpeg' && bytes[at] !== 0xff)) break;
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  chunks.push(bytes.subarray(at));
  return chunks;
}

/** Chunks removed, doubled, moved, taken from another file of the format, or damaged within; of a PNG the checksums are often made right. */
export function mutateChunks(
  format: PictureFormat,
  bytes: Uint8Array,
  others: readonly Uint8Array[],
  random: Random,
): Uint8Array<ArrayBuffer> {
  const chunks = [...splitChunks(format, bytes)];
  for (let change = 1 + random.below(3); change > 0; change--) {
    const at = random.below(chunks.length);
    const chunk = chunks[at] ?? new Uint8Array();
    const kind = random.below(5);
    if (kind === 0) chunks.splice(at, 1);
    else if (kind === 1) chunks.splice(at, 0, chunk);
    else if (kind === 2) chunks.push(...chunks.splice(at, 1));
    else if (kind === 3) chunks.splice(at, 0, random.pick(splitChunks(format, random.pick(others))));
    else chunks[at] = mutateBytes(chunk, random);
  }
  return join(...(format === 'png' && random.chance(0.7) ? chunks.map(correctChecksum) : chunks));
}

function correctChecksum(chunk: Uint8Array): Uint8Array {
  if (chunk.length < 12) return chunk;
  const corrected = new Uint8Array(chunk);
  new DataView(corrected.buffer).setUint32(chunk.length - 4, crc32(corrected.subarray(4, chunk.length - 4)));
  return corrected;
}
