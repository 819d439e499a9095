/** Containers are written here and read back by libvips (sharp), which shares no code with them. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { latin1 } from './bytes.ts';
import { copyMetadata } from './copy-metadata.ts';
import { crc32 } from './crc32.ts';
import { readJpegExif } from './jpeg-segments.ts';
import { readPngRecipe } from './png-chunks.ts';
import { writeWebpAlpha } from './webp-chunks.ts';
import { readTiff, writeTiff } from './testing/tiff.ts';

const FORMATS = ['png', 'jpeg', 'webp'] as const;
const SOURCE_TYPE = 'compositeWithTrainedAlgorithmicMedia';
const change = { width: 9, height: 7, keepLocation: false };

const tiff = writeTiff({
  isLittleEndian: true,
  main: { 0x010f: 'Maker', 0x0112: 6, 0x013b: 'Artist' },
  exif: { 0xa002: 7, 0xa003: 9 },
  gps: { 0x0001: 'N', 0x001d: '2026:11:21' },
  thumbnail: new Uint8Array(80).fill(7),
});

function picture(channels: 3 | 4 = 3) {
  return sharp({ create: { width: 9, height: 7, channels, background: { r: 200, g: 90, b: 30, alpha: 0.5 } } });
}

async function encode(format: (typeof FORMATS)[number], channels: 3 | 4 = 3): Promise<Uint8Array> {
  return new Uint8Array(await picture(channels).toFormat(format).toBuffer());
}

/** A photo with the block above, in a container made by the code under test and checked by libvips below. */
async function photoWithExif(format: (typeof FORMATS)[number]): Promise<Uint8Array> {
  const jpeg = await encode('jpeg');
  const payload = new Uint8Array([...latin1('Exif\0\0'), ...tiff]);
  const segment = [0xff, 0xe1, (payload.length + 2) >> 8, (payload.length + 2) & 255, ...payload];
  const photo = new Uint8Array([...jpeg.subarray(0, 2), ...segment, ...jpeg.subarray(2)]);
  if (format === 'jpeg') return photo;
  return new Uint8Array(await sharp(photo).keepMetadata().toFormat(format).toBuffer());
}

describe.each(FORMATS)('a %s', (format) => {
  it.each(FORMATS)('gets the Exif of a %s photo, upright and without the location', async (photoFormat) => {
    const file = copyMetadata(await encode(format), format, await photoWithExif(photoFormat), change);
    const { orientation, exif, width, height } = await sharp(file).metadata();
    expect([width, height]).toEqual([9, 7]);
    expect(orientation).toBe(1);
    const block = new Uint8Array(exif ?? []);
    const read = readTiff(latin1('Exif\0\0').every((byte, i) => block[i] === byte) ? block.subarray(6) : block);
    expect(read.main).toMatchObject({ 0x010f: 'Maker', 0x0112: 1, 0x013b: 'Artist' });
    expect(read.exif).toMatchObject({ 0xa002: 9, 0xa003: 7 });
    expect(read.gps).toBeNull();
    expect(Buffer.from(file).includes('2026:11:21')).toBe(false);
  });

  it('says in XMP that a model painted parts of it', async () => {
    const file = copyMetadata(await encode(format), format, new Uint8Array(), change);
    const { xmp, exif } = await sharp(file).metadata();
    expect(xmp?.toString()).toContain(
      `Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/${SOURCE_TYPE}"`,
    );
    expect(exif).toBeUndefined();
  });

  it('keeps its pixels, transparency included', async () => {
    const channels = format === 'jpeg' ? 3 : 4;
    const before = await encode(format, channels);
    const after = copyMetadata(before, format, await photoWithExif('jpeg'), change);
    const pixels = (file: Uint8Array) => sharp(file).raw().toBuffer();
    expect(await pixels(after)).toEqual(await pixels(before));
    expect((await sharp(after).metadata()).hasAlpha).toBe(channels === 4);
  });
});

describe('the containers, byte by byte', () => {
  it('JPEG: the segments stand behind the start of the image and its JFIF header', async () => {
    const jpeg = await encode('jpeg');
    const file = copyMetadata(jpeg, 'jpeg', await photoWithExif('jpeg'), change);
    const at = jpeg[3] === 0xe0 ? 4 + (jpeg[4] ?? 0) * 256 + (jpeg[5] ?? 0) : 2;
    expect([...file.subarray(at, at + 2)]).toEqual([0xff, 0xe1]);
    expect(String.fromCharCode(...file.subarray(at + 4, at + 8))).toBe('Exif');
    const xmpAt = at + 2 + (file[at + 2] ?? 0) * 256 + (file[at + 3] ?? 0);
    expect([...file.subarray(xmpAt, xmpAt + 2)]).toEqual([0xff, 0xe1]);
    expect(String.fromCharCode(...file.subarray(xmpAt + 4, xmpAt + 33))).toBe('http://ns.adobe.com/xap/1.0/\0');
  });

  it('JPEG: Exif too long for a segment is left out', async () => {
    const main = { 0x010e: 'x'.repeat(60_000), 0x013b: 'y'.repeat(5500) };
    const large = writeTiff({ isLittleEndian: false, main });
    expect(large.length).toBeGreaterThan(65_500);
    const png = await encode('png');
    const photo = copyMetadata(png, 'png', new Uint8Array(), change);
    const chunk = new Uint8Array([
      0,
      0,
      large.length >> 8,
      large.length & 255,
      ...latin1('eXIf'),
      ...large,
      0,
      0,
      0,
      0,
    ]);
    const withExif = new Uint8Array([...photo.subarray(0, 33), ...chunk, ...photo.subarray(33)]);
    expect(readJpegExif(copyMetadata(await encode('jpeg'), 'jpeg', withExif, change))).toBeNull();
  });

  it('PNG: every chunk has its checksum', async () => {
    const file = copyMetadata(await encode('png'), 'png', await photoWithExif('jpeg'), change);
    const view = new DataView(file.buffer);
    const types: string[] = [];
    for (let start = 8; start < file.length; start += 12 + view.getUint32(start)) {
      const end = start + 8 + view.getUint32(start);
      types.push(String.fromCharCode(...file.subarray(start + 4, start + 8)));
      expect(view.getUint32(end)).toBe(crc32(file.subarray(start + 4, end)));
    }
    expect(types.slice(0, 3)).toEqual(['IHDR', 'eXIf', 'iTXt']);
    expect(types.at(-1)).toBe('IEND');
    // The check value of the standard's own test string.
    expect(crc32(latin1('123456789'))).toBe(0xcbf43926);
  });

  it('WebP: the extended header has the flags and the size, the file its length', async () => {
    const file = copyMetadata(await encode('webp'), 'webp', await photoWithExif('jpeg'), change);
    const view = new DataView(file.buffer);
    expect(view.getUint32(4, true)).toBe(file.length - 8);
    expect(String.fromCharCode(...file.subarray(12, 16))).toBe('VP8X');
    expect([...file.subarray(20, 30)]).toEqual([0x0c, 0, 0, 0, 8, 0, 0, 6, 0, 0]);
  });
});

describe('a recipe', () => {
  const recipe = JSON.stringify({ words: 'été → 夏', seed: 7 });

  it('is read from the PNG it was written into, which stays a PNG for others', async () => {
    const file = copyMetadata(await encode('png'), 'png', new Uint8Array(), change, { recipe });
    expect(readPngRecipe(file)).toBe(recipe);
    const { comments, width } = await sharp(file).metadata();
    expect(width).toBe(9);
    expect(comments).toContainEqual({ keyword: 'renoir-recipe', text: recipe });
  });

  it('is not found where there is none, nor in half a file', async () => {
    expect(readPngRecipe(await encode('png'))).toBeNull();
    const file = copyMetadata(await encode('png'), 'png', new Uint8Array(), change, { recipe });
    expect(readPngRecipe(file.subarray(0, 60))).toBeNull();
  });
});

it('a lossy WebP gets an alpha channel of its own, exact, and the colours under it stay', async () => {
  const [width, height] = [40, 30];
  const raw = { width, height, channels: 3 } as const;
  const alpha = Uint8Array.from({ length: width * height }, (_, index) => (index * 7) & 0xff);
  const grey = Uint8Array.from({ length: 3 * width * height }, (_, index) => alpha[Math.floor(index / 3)] ?? 0);
  const colours = new Uint8Array(
    await sharp(grey.fill(90, 0, 600), { raw })
      .webp({ quality: 90 })
      .toBuffer(),
  );
  const opaque = await sharp(colours).removeAlpha().raw().toBuffer();
  const greyAlpha = Uint8Array.from({ length: 3 * width * height }, (_, index) => alpha[Math.floor(index / 3)] ?? 0);
  const lossless = await sharp(greyAlpha, { raw }).webp({ lossless: true }).toBuffer();
  for (const written of [lossless, colours]) {
    const file = writeWebpAlpha(colours, written, alpha);
    const { data, info } = await sharp(file ?? new Uint8Array())
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width, height, channels: 4 });
    expect([...data].filter((_, index) => index % 4 === 3)).toEqual([...alpha]);
    expect([...data].filter((_, index) => index % 4 !== 3)).toEqual([...opaque]);
  }
  expect(writeWebpAlpha(lossless, lossless, alpha), 'a lossless picture has its alpha within').toBeNull();
});
