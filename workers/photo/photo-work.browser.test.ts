import { describe, expect, it, test, vi } from 'vitest';
import { commands } from 'vitest/browser';
import { writeJpegMetadata } from '../../src/imaging/metadata/jpeg-segments.ts';
import { writePngMetadata } from '../../src/imaging/metadata/png-chunks.ts';
import { writeTiff } from '../../src/imaging/metadata/testing/tiff.ts';
import { writeWebpMetadata } from '../../src/imaging/metadata/webp-chunks.ts';
import { turnOf, turnPixels, type Orientation } from '../../src/imaging/orientation.ts';
import { writePng } from '../../src/imaging/png/write-png.ts';
import type { SmallEdit } from '../../src/protocol/photo-work.ts';
import { readStraightPixels } from './straight-pixels.ts';
import { turnAvif } from '../../test/colours/turn-avif.ts';
import { createPhotoClient } from '../../src/app/clients/photo-client/photo-client.ts';

const WRITERS = { jpeg: writeJpegMetadata, png: writePngMetadata, webp: writeWebpMetadata } as const;
/** Red, green, blue and yellow. */
const CORNERS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0],
] as const;

/** Stored as an orientation says, of 48 x 32 pixels when upright: red top left, green top right, blue and yellow below. */
async function paintCorners(
  format: keyof typeof WRITERS | 'avif' | 'tiff',
  orientation: Orientation,
): Promise<Uint8Array<ArrayBuffer>> {
  const lies = orientation >= 5;
  const canvas = new OffscreenCanvas(lies ? 32 : 48, lies ? 48 : 32);
  const context = canvas.getContext('2d');
  const { a, b, c, d, e, f } = new DOMMatrix([...turnOf(orientation, canvas).matrix]).inverse();
  context?.setTransform(a, b, c, d, e, f);
  for (const [index, [red, green, blue]] of CORNERS.entries()) {
    if (context) context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context?.fillRect(24 * (index % 2), 16 * Math.floor(index / 2), 24, 16);
  }
  if (format === 'avif' || format === 'tiff') {
    const { width, height } = canvas;
    const { data = new Uint8ClampedArray() } = context?.getImageData(0, 0, width, height) ?? {};
    const rgba = btoa(String.fromCharCode(...data));
    return format === 'avif'
      ? turnAvif(fromBase64(await commands.encodeAvif(rgba, width, height)), orientation)
      : fromBase64(await commands.encodeTiff(rgba, { width, height }, orientation));
  }
  const encoded = await (await canvas.convertToBlob({ type: `image/${format}`, quality: 0.95 })).arrayBuffer();
  const exif = writeTiff({ isLittleEndian: false, main: { 0x0112: orientation } });
  return WRITERS[format](new Uint8Array(encoded), exif, new Uint8Array());
}

const fromBase64 = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function expectCorners(bitmap: ImageBitmap): void {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  const places = [
    [4, 4],
    [width - 5, 4],
    [4, height - 5],
    [width - 5, height - 5],
  ] as const;
  for (const [index, [x, y]] of places.entries()) {
    const pixel = context?.getImageData(x, y, 1, 1).data ?? new Uint8ClampedArray(4);
    const errors = CORNERS[index]?.map((value, k) => Math.abs(value - (pixel[k] ?? 0))) ?? [];
    // JPEG and WebP lose some.
    expect(Math.max(...errors)).toBeLessThan(40);
  }
}

/** Fields of a TIFF of one byte a colour: photometric interpretation, bits, samples. */
const RGB_TIFF = { 0x0102: '\x08\0\x08\0\x08', 0x0106: 2, 0x0115: 3 } as const;

/** Where the directory of a TIFF of little-endian numbers begins. */
const findDirectory = (tiff: Uint8Array) => new DataView(tiff.buffer).getUint32(4, true);

const PACK = { width: 64, height: 64 };

const photos = createPhotoClient();

/** Opens a file through the worker, as the page does. */
function open(parts: BlobPart[], name: string) {
  return photos.open({ id: crypto.randomUUID(), name, file: new Blob(parts) }, PACK, 'middle');
}

/** A red picture of OS/2 1.x, 24 bits a pixel, whose rows are a multiple of four bytes. */
function writeOs2Bitmap(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(26 + 3 * width * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, 26, true);
  view.setUint32(14, 12, true);
  for (const [index, value] of [width, height, 1, 24].entries()) view.setUint16(18 + 2 * index, value, true);
  for (let at = 28; at < bytes.length; at += 3) bytes[at] = 255;
  return bytes;
}

async function paintPng(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.fillRect(0, 0, width, height);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}

/** An icon with one square PNG in it. */
function wrapInIcon(png: Uint8Array, side: number): Uint8Array<ArrayBuffer> {
  const icon = new Uint8Array(22 + png.length);
  const view = new DataView(icon.buffer);
  view.setUint16(2, 1, true);
  view.setUint16(4, 1, true);
  icon.set([side, side], 6);
  view.setUint16(10, 1, true);
  view.setUint16(12, 32, true);
  view.setUint32(14, png.length, true);
  view.setUint32(18, 22, true);
  icon.set(png, 22);
  return icon;
}

const sizeOf = async (opening: ReturnType<typeof open>) => {
  const opened = await opening;
  return opened.ok ? [opened.value.widthPx, opened.value.heightPx] : opened.problem;
};

test('a bitmap of OS/2 is opened', async () => {
  const opened = await open([writeOs2Bitmap(152, 100)], 'os2.bmp');
  expect(opened.ok && [opened.value.widthPx, opened.value.heightPx]).toEqual([152, 100]);
  expect(opened.ok && [...opened.value.pixels.data.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
});

test('a text that begins as a bitmap is no picture', async () => {
  expect(await sizeOf(open(['BM is how this text begins, and it goes on for a while.'], 'bm.txt'))).toMatchObject({
    code: 'photo/not-an-image',
  });
});

test('a panorama of 40 megapixels is opened', async () => {
  expect(await sizeOf(open([await paintPng(20_000, 2000)], 'panorama.png'))).toEqual([20_000, 2000]);
});

test('an icon is opened', async () => {
  expect(await sizeOf(open([wrapInIcon(await paintPng(48, 48), 48)], 'favicon.ico'))).toEqual([48, 48]);
});

test('a TIFF that is damaged, too large or compressed as JPEG is named as such', async () => {
  const whole = fromBase64(await commands.paintPhoto('tiff, alpha'));
  const end = findDirectory(whole);
  expect(await sizeOf(open([whole], 'scan.tif'))).toEqual([48, 32]);
  expect(await sizeOf(open([whole.slice(0, end - 20)], 'half.tif'))).toMatchObject({ code: 'photo/unreadable' });
  const noise = whole.map((byte, at) => (at >= 8 && at < end ? 255 - byte : byte));
  expect(await sizeOf(open([noise], 'noise.tif'))).toMatchObject({ code: 'photo/unreadable' });
  const large = writeTiff({ isLittleEndian: true, main: { ...RGB_TIFF, 0x0100: 20_000, 0x0101: 20_000 } });
  expect(await sizeOf(open([large], 'large.tif'))).toEqual({
    code: 'photo/too-large',
    parameters: { name: 'large.tif', width: 20_000, height: 20_000 },
  });
  const jpeg = fromBase64(await commands.paintPhoto('tiff, JPEG inside'));
  expect(await sizeOf(open([jpeg], 'scan.tif'))).toEqual({
    code: 'photo/foreign-format',
    parameters: { name: 'scan.tif', format: 'TIFF' },
  });
});

test('a whole photo of another ratio stands in the middle, and its edges go on as in a mirror', async () => {
  const file = { id: crypto.randomUUID(), name: 'corners.png', file: new Blob([await paintCorners('png', 1)]) };
  const opened = await photos.open(file, PACK, 'whole');
  if (!opened.ok) throw new Error(opened.problem.code);
  const { crop, pixels } = opened.value;
  // 48 x 32 pixels become 64 x 43, from row 10 to row 52.
  expect([crop.x, crop.width, crop.y, crop.height]).toEqual([0, 48, (-10 * 32) / 43, (64 * 32) / 43]);
  const colourAt = (x: number, y: number) => [...pixels.data.subarray(4 * (64 * y + x), 4 * (64 * y + x) + 3)];
  expect(
    [
      [4, 12],
      [59, 12],
      [4, 50],
      [59, 50],
    ].map(([x = 0, y = 0]) => colourAt(x, y)),
  ).toEqual(CORNERS);
  for (const x of [0, 30, 33, 63]) {
    for (let row = 0; row < 10; row++) {
      expect(colourAt(x, 9 - row)).toEqual(colourAt(x, 10 + row));
      expect(colourAt(x, 53 + row)).toEqual(colourAt(x, 52 - row));
    }
  }
});

test('a drawing is opened larger than it says, and can be shown', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#0f0"/></svg>';
  const file = { id: crypto.randomUUID(), name: 'drawing.svg', file: new Blob([svg]) };
  const opened = await photos.open(file, PACK, 'middle');
  expect(opened.ok && [opened.value.widthPx, opened.value.heightPx]).toEqual([2048, 1024]);
  expect(opened.ok && [...opened.value.pixels.data.subarray(0, 4)]).toEqual([0, 255, 0, 255]);
  const shown = await photos.show(file, null, 200);
  expect(shown.ok && [shown.value.width, shown.value.height]).toEqual([20, 10]);
  expect(await sizeOf(open(['<svg this is no drawing'], 'broken.svg'))).toMatchObject({ code: 'photo/unreadable' });
});

test('a format that this browser does not open is named', async () => {
  expect(await sizeOf(open([Uint8Array.of(0xff, 0x0a, 0, 0)], 'scan.jxl'))).toEqual({
    code: 'photo/foreign-format',
    parameters: { name: 'scan.jxl', format: 'JPEG XL' },
  });
});

/** Every alpha, on noise: what a canvas changes. */
function paintTranslucent(width: number, height: number) {
  let state = 1;
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, index) => {
    state = (state * 16_807) % 2_147_483_647;
    return index % 4 === 3 ? (index >> 2) & 0xff : state & 0xff;
  });
  return { width, height, data };
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return pipe(bytes, new CompressionStream('deflate'));
}

async function pipe(
  bytes: BlobPart,
  through: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(through)).arrayBuffer());
}

/** An RGBA PNG, decoded without a canvas: its rows as they are once the filters are undone. */
async function readPng(file: Blob): Promise<Uint8Array> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const view = new DataView(bytes.buffer);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  expect([...bytes.subarray(24, 26)]).toEqual([8, 6]);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at)) {
    const isData = String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === 'IDAT';
    if (isData) parts.push(bytes.slice(at + 8, at + 8 + view.getUint32(at)));
  }
  const filtered = await pipe(await new Blob(parts).arrayBuffer(), new DecompressionStream('deflate'));
  const row = 4 * width;
  const pixels = new Uint8Array(row * height);
  for (let at = 0; at < pixels.length; at++) {
    const [x, y] = [at % row, Math.floor(at / row)];
    const left = x < 4 ? 0 : pixels[at - 4]!;
    const above = y === 0 ? 0 : pixels[at - row]!;
    const corner = x < 4 || y === 0 ? 0 : pixels[at - row - 4]!;
    const [toLeft, toAbove, toCorner] = [above - corner, left - corner, left + above - 2 * corner].map(Math.abs) as [
      number,
      number,
      number,
    ];
    const nearest = toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    const guess = [0, left, above, (left + above) >> 1, nearest][filtered[y * (row + 1)]!]!;
    pixels[at] = filtered[y * (row + 1) + 1 + x]! + guess;
  }
  return pixels;
}

/** An edit of a photo as large as the model's picture, whose middle becomes red. */
function paintMiddle({ width, height }: { readonly width: number; readonly height: number }): SmallEdit {
  const grey = { width, height, data: new Uint8ClampedArray(4 * width * height).fill(128) };
  const edited = { ...grey, data: grey.data.slice() };
  const mask = new Uint8Array(width * height);
  for (let y = height / 4; y < (3 * height) / 4; y++) {
    for (let x = width / 4; x < (3 * width) / 4; x++) {
      edited.data.set([250, 20, 20, 255], 4 * (y * width + x));
      mask[y * width + x] = 255;
    }
  }
  return { photo: grey, edited, reconstruction: grey, mask, crop: { x: 0, y: 0, width, height } };
}

test('of a translucent photo every byte outside the mask is saved as it was, alpha and the colour under it included', async () => {
  const image = paintTranslucent(64, 64);
  const edit = paintMiddle(image);
  const file = { id: crypto.randomUUID(), name: 'alpha.png', file: new Blob([await writePng(image, deflate)]) };
  const saved = await photos.encode(
    file,
    edit,
    { format: 'png', quality: 1, longSidePx: null, keepLocation: false },
    'a recipe',
  );
  const pixels = saved.ok ? await readPng(saved.value) : new Uint8Array();
  const outside = [...image.data.keys()].filter((at) => edit.mask?.[at >> 2] === 0);
  expect(outside.filter((at) => pixels[at] !== image.data[at])).toEqual([]);
  const changed = [...image.data.keys()].filter((at) => edit.mask?.[at >> 2] === 255 && pixels[at] !== image.data[at]);
  expect(changed.length).toBeGreaterThan(1000);
  expect([...image.data.keys()].filter((at) => at % 4 === 3 && pixels[at] !== image.data[at])).toEqual([]);
});

test('a translucent photo saved as WebP keeps every alpha, and the colours under it as well as opaque ones', async () => {
  const noise = paintTranslucent(64, 64);
  // Slow slopes: what is lost of noise would hide what a canvas loses.
  const slope = noise.data.map((value, at) => (at % 4 === 3 ? value : (at >> 5) & 0xff));
  const image = { ...noise, data: slope };
  const edit = paintMiddle(image);
  const file = { id: crypto.randomUUID(), name: 'alpha.png', file: new Blob([await writePng(image, deflate)]) };
  for (const quality of [0.92, 1]) {
    const saved = await photos.encode(
      file,
      edit,
      { format: 'webp', quality, longSidePx: null, keepLocation: false },
      null,
    );
    const pixels = saved.ok ? (await readStraightPixels(saved.value))?.data : undefined;
    const differences = Array.from(image.data, (value, at) => Math.abs(value - (pixels?.[at] ?? Number.NaN)));
    expect(differences.filter((difference, at) => at % 4 === 3 && difference !== 0)).toEqual([]);
    const outside = differences.filter((_, at) => at % 4 !== 3 && edit.mask?.[at >> 2] === 0);
    expect(outside.reduce((sum, difference) => sum + difference, 0) / outside.length).toBeLessThan(4);
  }
});

test('a translucent photo is read without WebGL, turned by its Exif', async () => {
  const image = paintTranslucent(21, 8);
  const exif = writeTiff({ isLittleEndian: true, main: { 0x0112: 6 } });
  const file = new Blob([writePngMetadata(await writePng(image, deflate), exif, new Uint8Array())]);
  const noWebgl = vi.spyOn(OffscreenCanvas.prototype, 'getContext').mockReturnValue(null);
  const pixels = await readStraightPixels(file);
  noWebgl.mockRestore();
  expect(pixels).toEqual({ width: 8, height: 21, data: turnPixels(image.data, image, 6) });
});

test('a photo longer than a WebP is named with the limit, and saved as PNG', async () => {
  const file = { id: crypto.randomUUID(), name: 'wide.png', file: new Blob([await paintPng(17_000, 20)]) };
  const edit = { ...paintMiddle({ width: 20, height: 20 }), crop: { x: 0, y: 0, width: 20, height: 20 } };
  const save = (format: 'png' | 'webp') =>
    photos.encode(file, edit, { format, quality: 0.9, longSidePx: null, keepLocation: false }, null);
  expect(await save('webp')).toEqual({
    ok: false,
    problem: { code: 'photo/too-long', parameters: { name: 'wide.png', format: 'WebP', sidePx: 16_383 } },
  });
  expect((await save('png')).ok).toBe(true);
});

test('a photo that lies on its side is read upright, and one larger than a texture whole', async () => {
  const exif = writeTiff({ isLittleEndian: true, main: { 0x0112: 6 } });
  for (const [width, height, orientation] of [
    [2100, 8, 6],
    [17_000, 3, 1],
  ] as const) {
    const image = paintTranslucent(width, height);
    const png = await writePng(image, deflate);
    const file = new Blob([orientation === 1 ? png : writePngMetadata(png, exif, new Uint8Array())]);
    const pixels = await readStraightPixels(file);
    const upright = turnPixels(image.data, image, orientation);
    expect(pixels?.data.length).toBe(upright.length);
    expect(pixels?.data.findIndex((value, at) => value !== upright[at])).toBe(-1);
  }
});

test('colours of another profile become sRGB, as on a canvas', async () => {
  const canvas = new OffscreenCanvas(4, 4);
  const context = canvas.getContext('2d', { colorSpace: 'display-p3' });
  if (context) context.fillStyle = 'color(display-p3 0.2 0.7 0.3)';
  context?.fillRect(0, 0, 4, 4);
  const file = await canvas.convertToBlob({ type: 'image/png' });
  const plain = new OffscreenCanvas(4, 4).getContext('2d');
  plain?.drawImage(await createImageBitmap(file), 0, 0);
  const expected = [...(plain?.getImageData(0, 0, 1, 1).data ?? [])];
  const found = [...((await readStraightPixels(file))?.data.subarray(0, 4) ?? [])];
  expect(Math.max(...found.map((value, k) => Math.abs(value - (expected[k] ?? 0))))).toBeLessThanOrEqual(1);
});

describe.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)('a %s stands upright', (format) => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('of orientation %d', async (orientation) => {
    const file = { id: crypto.randomUUID(), name: 'photo', file: new Blob([await paintCorners(format, orientation)]) };
    const opened = await photos.open(file, PACK, 'middle');
    expect(await sizeOf(Promise.resolve(opened))).toEqual([48, 32]);
    if (opened.ok) {
      const { data, ...size } = opened.value.pixels;
      expectCorners(await createImageBitmap(new ImageData(new Uint8ClampedArray(data), size.width, size.height)));
    }
    const shown = await photos.show(file, null, 1e6);
    if (shown.ok) expectCorners(shown.value);
  });
});

test('what turns an AVIF are its own properties, and not its Exif, as HEIF has it', async () => {
  const file = fromBase64(await commands.paintPhoto('avif, sideways by Exif'));
  expect(await sizeOf(open([file], 'sideways.avif'))).toEqual([48, 32]);
});
