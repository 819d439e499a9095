import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { writeTiff, type Fields } from '../metadata/testing/tiff.ts';
import { findEntry, openTiff, readDirectory, setNumber } from '../metadata/tiff-block.ts';
import { readTiffLayout } from './read-tiff-layout.ts';
import { readTiff } from './read-tiff.ts';

const WIDTH = 37;
const HEIGHT = 21;
const noise = Uint8Array.from({ length: 4 * WIDTH * HEIGHT }, (_, index) => (index * index * 7 + (index >> 3)) & 0xff);
const rgba = sharp(noise, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } });
const rgb = rgba.clone().removeAlpha();
const grey = rgb.clone().toColourspace('b-w');
const tiles = { tile: true, tileWidth: 16, tileHeight: 16 } as const;
const lzw = { compression: 'lzw', predictor: 'horizontal' } as const;
const plain = { compression: 'none' } as const;

/** Files of libvips. */
const FILES: Readonly<Record<string, Sharp>> = {
  'uncompressed strips': rgb.clone().tiff(plain),
  'uncompressed tiles, alpha': rgba.clone().tiff({ ...plain, ...tiles }),
  LZW: rgb.clone().tiff({ compression: 'lzw', predictor: 'none' }),
  'LZW of differences, alpha': rgba.clone().tiff(lzw),
  'LZW of differences in tiles': rgb.clone().tiff({ ...lzw, ...tiles }),
  'Deflate of differences': rgb.clone().tiff({ ...lzw, compression: 'deflate' }),
  'Deflate in tiles, alpha': rgba.clone().tiff({ compression: 'deflate', ...tiles }),
  PackBits: rgba.clone().tiff({ compression: 'packbits' }),
  grey: grey.clone().tiff(lzw),
  'grey with alpha': rgba.clone().toColourspace('b-w').tiff(lzw),
  'grey, 4 bits': grey.clone().tiff({ ...plain, bitdepth: 4 }),
  'grey, 2 bits': grey.clone().tiff({ ...plain, bitdepth: 2 }),
  'grey, 1 bit': grey.clone().tiff({ ...plain, bitdepth: 1 }),
  'grey, white is zero': grey.clone().tiff({ ...plain, miniswhite: true }),
  '16 bits': rgb.clone().toColourspace('rgb16').tiff(lzw),
  '16 bits, Deflate, alpha': rgba
    .clone()
    .toColourspace('rgb16')
    .tiff({ ...lzw, compression: 'deflate' }),
  '16 bits, grey': rgb.clone().toColourspace('grey16').tiff(lzw),
};

describe('readTiff gives the pixels that libvips decodes', () => {
  it.each(Object.entries(FILES))('%s', async (_name, picture) => {
    const file = new Uint8Array(await picture.toBuffer());
    const found = await readTiff(file);
    const expected = await sharp(file).toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer();
    expect([found.width, found.height]).toEqual([WIDTH, HEIGHT]);
    expect(Buffer.from(found.data.buffer).equals(expected)).toBe(true);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('of orientation %d, upright', async (orientation) => {
    const file = new Uint8Array(await rgb.clone().withMetadata({ orientation }).tiff(lzw).toBuffer());
    const { data, info } = await sharp(file).autoOrient().ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const found = await readTiff(file);
    expect([found.width, found.height]).toEqual([info.width, info.height]);
    expect(Buffer.from(found.data.buffer).equals(data)).toBe(true);
  });

  it('of the first of several pages', async () => {
    const pages = sharp(noise, { raw: { width: WIDTH, height: HEIGHT, channels: 4, pageHeight: 7 } });
    const file = new Uint8Array(await pages.tiff(lzw).toBuffer());
    expect((await sharp(file).metadata()).pages).toBe(3);
    const found = await readTiff(file);
    expect([found.width, found.height]).toEqual([WIDTH, 7]);
    expect(Buffer.from(found.data.buffer).equals(noise.subarray(0, 4 * 7 * WIDTH))).toBe(true);
  });
});

/** A file with alpha whose field says another meaning of it. */
async function withExtraSample(meaning: 0 | 1): Promise<Uint8Array<ArrayBuffer>> {
  const file = new Uint8Array(await rgba.clone().tiff(plain).toBuffer());
  const tiff = openTiff(file);
  const directory = tiff && readDirectory(tiff, tiff.firstDirectory);
  if (tiff === null || directory === null) throw new Error('no directory');
  setNumber(tiff, findEntry(directory, 0x0152), meaning);
  return tiff.bytes;
}

it('divides colours that are multiplied by alpha', async () => {
  const { data } = await readTiff(await withExtraSample(1));
  const expected = noise.map((value, at) => {
    const alpha = noise[at | 3]!;
    return at % 4 === 3 || alpha === 0 ? value : Math.min(255, Math.round((255 * value) / alpha));
  });
  expect(data.findIndex((value, at) => Math.abs(value - expected[at]!) > 1)).toBe(-1);
});

it('takes a sample of no said meaning for no alpha', async () => {
  const { data } = await readTiff(await withExtraSample(0));
  const expected = noise.map((value, at) => (at % 4 === 3 ? 255 : value));
  expect(Buffer.from(data.buffer).equals(expected)).toBe(true);
});

it('shows an index in the colour of the palette', async () => {
  // Two reds, two greens and two blues, 16 bits each, the upper byte last.
  const palette = '\0\x10\0\xff\0\x20\0\x80\0\x30\0\0';
  const main = { 0x0100: 2, 0x0101: 1, 0x0102: 1, 0x0106: 3, 0x0111: 0, 0x0116: 1, 0x0117: 1, 0x0140: palette };
  const { length } = writeTiff({ isLittleEndian: true, main });
  const head = writeTiff({ isLittleEndian: true, main: { ...main, 0x0111: length } });
  const { data } = await readTiff(new Uint8Array([...head, 0b0100_0000]));
  expect([...data]).toEqual([0x10, 0x20, 0x30, 255, 0xff, 0x80, 0, 255]);
});

it('knows what it does not read: inks, JPEG inside, floating point, BigTIFF', async () => {
  const foreign = [
    rgb.clone().toColourspace('cmyk').tiff(lzw),
    rgb.clone().tiff({ compression: 'jpeg' }),
    rgb.clone().tiff({ ...plain, bigtiff: true }),
  ];
  for (const picture of foreign) expect(readTiffLayout(new Uint8Array(await picture.toBuffer()))).toBe('foreign');
  const floats = { 0x0100: 1, 0x0101: 1, 0x0102: 16, 0x0106: 1, 0x0153: 3 };
  expect(readTiffLayout(writeTiff({ isLittleEndian: true, main: floats }))).toBe('foreign');
});

it('takes no count of a damaged directory for memory to ask for', () => {
  const fields = { 0x0100: 9, 0x0101: 9, 0x0102: '\x08\0\x08\0\x08', 0x0106: 2, 0x0115: 3 };
  const read = (main: Fields) => readTiffLayout(writeTiff({ isLittleEndian: true, main }));
  expect(read(fields)).toMatchObject({ width: 9, height: 9, kind: 'rgb' });
  expect(read({ ...fields, 0x0115: 60_000 })).toBeNull();
  expect(read({ ...fields, 0x0142: 2 ** 31, 0x0143: 2 ** 31 })).toBeNull();
  expect(read({ ...fields, 0x0100: 0 })).toBeNull();
  const counted = writeTiff({ isLittleEndian: true, main: fields });
  const lastCount = 8 + 2 + 12 * (Object.keys(fields).length - 1) + 4;
  new DataView(counted.buffer).setUint32(lastCount, 2 ** 31, true);
  expect(readTiffLayout(counted)).toBeNull();
  expect(read({ ...fields, 0x0102: 8, 0x0106: 3, 0x0115: 1 })).toBeNull();
});

it('asks for no memory that the bytes of a file cannot fill', async () => {
  const file = new Uint8Array(await rgb.clone().tiff(plain).toBuffer());
  const tiff = openTiff(file);
  const directory = tiff && readDirectory(tiff, tiff.firstDirectory);
  if (tiff === null || directory === null) throw new Error('no directory');
  for (const tag of [0x0100, 0x0101]) setNumber(tiff, findEntry(directory, tag), 16_000);
  await expect(readTiff(tiff.bytes)).rejects.toThrow('more pixels than its bytes can hold');
});

it('ends on LZW that is damaged throughout', async () => {
  const large = sharp(
    new Uint8Array(3 * 300 * 300).map((_, at) => (at * at) >> 9),
    {
      raw: { width: 300, height: 300, channels: 3 },
    },
  );
  const file = new Uint8Array(await large.tiff({ ...lzw, tile: true }).toBuffer());
  const directory = new DataView(file.buffer).getUint32(4, true);
  const damaged = file.map((byte, at) => (at > 2000 && at < directory ? 255 - byte : byte));
  await expect(readTiff(damaged)).rejects.toBeInstanceOf(RangeError);
});

it.each(['none', 'lzw', 'deflate', 'packbits'] as const)(
  'refuses a file of %s whose strips are cut off',
  async (compression) => {
    const whole = new Uint8Array(await rgb.clone().tiff({ compression, predictor: 'none' }).toBuffer());
    const view = new DataView(whole.buffer);
    const layout = readTiffLayout(whole);
    expect(layout).toMatchObject({ width: WIDTH, height: HEIGHT });
    // The directory moves to the front of the strips' second half.
    const at = view.getUint32(4, true);
    const middle = at >> 1;
    const cut = new Uint8Array([...whole.subarray(0, middle & ~1), ...whole.subarray(at)]);
    new DataView(cut.buffer).setUint32(4, middle & ~1, true);
    await expect(readTiff(cut)).rejects.toBeInstanceOf(Error);
  },
);
