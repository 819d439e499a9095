import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import sharp from 'sharp';
import { expect, it } from 'vitest';
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

it('a PNG of another kind, or whose colours are no sRGB, is left to the browser', async () => {
  const canvas = sharp({ create: { width: 4, height: 4, channels: 4, background: '#8040c080' } });
  const kinds = [
    canvas.clone().png({ palette: true }),
    canvas.clone().png({ progressive: true }),
    canvas.clone().withIccProfile('p3').png(),
    canvas.clone().removeAlpha().png(),
  ];
  for (const kind of kinds) expect(await read(await kind.toBuffer())).toBeNull();
});
