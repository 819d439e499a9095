import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { makeChunk } from '../metadata/png-chunks.ts';
import { readPng } from './read-png.ts';
import { writePng } from './write-png.ts';

const write = (image: Parameters<typeof writePng>[0]) =>
  writePng(image, async (bytes) => new Uint8Array(await promisify(deflate)(bytes)));

const read = (bytes: Uint8Array) => readPng(bytes, async (data) => new Uint8Array(await promisify(inflate)(data)));

/** Noise, so that rows take every filter, beside a slope. */
function paint(width: number, height: number) {
  let state = 1;
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, index) => {
    state = (state * 16_807) % 2_147_483_647;
    return index % 3 === 0 ? state & 0xff : (index * 3) & 0xff;
  });
  return { width, height, data };
}

it.each([
  [1, 1],
  [7, 5],
  [61, 40],
])('libvips reads every byte of %d x %d pixels, those under transparent ones too', async (width, height) => {
  const image = paint(width, height);
  const file = await write(image);
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width, height, channels: 4 });
  expect(data.equals(new Uint8Array(image.data))).toBe(true);
});

it('a slope takes little space', async () => {
  const [width, height] = [256, 256];
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, index) => (index >> 2) & 0xff);
  expect((await write({ width, height, data })).length).toBeLessThan(4000);
});

it('what is written is read again, and of what libvips writes every byte', async () => {
  const image = paint(61, 40);
  expect(await read(await write(image))).toEqual(image);
  const raw = { width: image.width, height: image.height, channels: 4 } as const;
  expect(await read(await sharp(image.data, { raw }).png({ adaptiveFiltering: true }).toBuffer())).toEqual(image);
});

it('a PNG whose data are damaged is left to the browser', async () => {
  const file = await write(paint(61, 40));
  const at = file.length >> 1;
  expect(await read(file.with(at, (file[at] ?? 0) ^ 0xff))).toBeNull();
});

const colours = paint(61, 40);
const picture = () => sharp(colours.data, { raw: { width: 61, height: 40, channels: 4 } });

it.each([
  ['RGB', () => picture().removeAlpha().png()],
  ['a palette', () => picture().removeAlpha().png({ palette: true })],
  ['a palette of four colours', () => picture().removeAlpha().png({ palette: true, colours: 4 })],
  ['a palette with alpha', () => picture().png({ palette: true })],
  ['grey', () => picture().removeAlpha().toColourspace('b-w').png()],
  ['grey and alpha', () => picture().toColourspace('b-w').png()],
  ['16 bits', () => picture().toColourspace('rgb16').png()],
  ['16 bits of grey', () => picture().removeAlpha().toColourspace('grey16').png()],
] as const)('a PNG of %s is read as libvips reads it', async (_, encode) => {
  const file = await encode().toBuffer();
  const wanted = await sharp(file).toColourspace('srgb').ensureAlpha().raw().toBuffer();
  const found = (await read(file))?.data;
  expect(found?.length).toBe(wanted.length);
  // libvips cuts off the lower half of 16 bits; here they are rounded.
  expect([...wanted].filter((value, at) => Math.abs(value - (found?.[at] ?? Number.NaN)) > 1)).toEqual([]);
});

it('a colour that a PNG names as clear is clear, and keeps its colour', async () => {
  const [clear, other] = [Uint8Array.of(10, 20, 30), Uint8Array.of(10, 20, 31)];
  const plain = await sharp(Uint8Array.of(...clear, ...other), { raw: { width: 2, height: 1, channels: 3 } })
    .png()
    .toBuffer();
  const at = plain.indexOf('IDAT') - 4;
  const names = makeChunk('tRNS', Uint8Array.of(0, 10, 0, 20, 0, 30));
  const file = Uint8Array.from(Buffer.concat([plain.subarray(0, at), names, plain.subarray(at)]));
  expect([...((await read(file))?.data ?? [])]).toEqual([...clear, 0, ...other, 255]);
});

it('an interlaced PNG, or one whose colours are no sRGB, is left to the browser; of the latter the samples can be had', async () => {
  const canvas = sharp({ create: { width: 4, height: 4, channels: 4, background: '#8040c080' } });
  const wide = await canvas.clone().withIccProfile('p3').png().toBuffer();
  expect(await read(await canvas.clone().png({ progressive: true }).toBuffer())).toBeNull();
  expect(await read(wide)).toBeNull();
  const stored = await readPng(wide, async (data) => new Uint8Array(await promisify(inflate)(data)), 'stored');
  expect([...(stored?.data ?? [])]).toEqual([...(await sharp(wide).keepIccProfile().raw().toBuffer())]);
});
