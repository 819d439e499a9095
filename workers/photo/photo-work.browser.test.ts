import { describe, expect, it, test } from 'vitest';
import { writeJpegMetadata } from '../../src/imaging/metadata/jpeg-segments.ts';
import { writePngMetadata } from '../../src/imaging/metadata/png-chunks.ts';
import { writeTiff } from '../../src/imaging/metadata/testing/tiff.ts';
import { writeWebpMetadata } from '../../src/imaging/metadata/webp-chunks.ts';
import { turnOf, type Orientation } from '../../src/imaging/orientation.ts';
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
async function paintCorners(format: keyof typeof WRITERS, orientation: Orientation): Promise<Uint8Array<ArrayBuffer>> {
  const lies = orientation >= 5;
  const canvas = new OffscreenCanvas(lies ? 32 : 48, lies ? 48 : 32);
  const context = canvas.getContext('2d');
  const { a, b, c, d, e, f } = new DOMMatrix([...turnOf(orientation, canvas).matrix]).inverse();
  context?.setTransform(a, b, c, d, e, f);
  for (const [index, [red, green, blue]] of CORNERS.entries()) {
    if (context) context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context?.fillRect(24 * (index % 2), 16 * Math.floor(index / 2), 24, 16);
  }
  const encoded = await (await canvas.convertToBlob({ type: `image/${format}`, quality: 0.95 })).arrayBuffer();
  const exif = writeTiff({ isLittleEndian: false, main: { 0x0112: orientation } });
  return WRITERS[format](new Uint8Array(encoded), exif, new Uint8Array());
}

/** The colours of a bitmap's four corners. */
function readCorners(bitmap: ImageBitmap): readonly (readonly number[])[] {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  const places = [
    [4, 4],
    [width - 5, 4],
    [4, height - 5],
    [width - 5, height - 5],
  ] as const;
  return places.map(([x, y]) => [...(context?.getImageData(x, y, 1, 1).data.subarray(0, 3) ?? [])]);
}

const PACK = { width: 64, height: 64 };

const photos = createPhotoClient();

/** Opens a file through the worker, as the page does. */
function open(parts: BlobPart[], name: string) {
  return photos.open({ id: crypto.randomUUID(), name, file: new Blob(parts) }, PACK, null);
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

test('a drawing is opened larger than it says, and can be shown', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#0f0"/></svg>';
  const file = { id: crypto.randomUUID(), name: 'drawing.svg', file: new Blob([svg]) };
  const opened = await photos.open(file, PACK, null);
  expect(opened.ok && [opened.value.widthPx, opened.value.heightPx]).toEqual([2048, 1024]);
  expect(opened.ok && [...opened.value.pixels.data.subarray(0, 4)]).toEqual([0, 255, 0, 255]);
  const shown = await photos.show(file, null, 200);
  expect(shown.ok && [shown.value.width, shown.value.height]).toEqual([20, 10]);
  expect(await sizeOf(open(['<svg this is no drawing'], 'broken.svg'))).toMatchObject({ code: 'photo/unreadable' });
});

test('a format that this browser does not open is named', async () => {
  expect(await sizeOf(open(['II*\0\x08\0\0\0\0\0'], 'scan.tif'))).toEqual({
    code: 'photo/foreign-format',
    parameters: { name: 'scan.tif', format: 'TIFF' },
  });
});

describe.each(['jpeg', 'png', 'webp'] as const)('a %s stands upright', (format) => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('of orientation %d', async (orientation) => {
    const file = { id: crypto.randomUUID(), name: 'photo', file: new Blob([await paintCorners(format, orientation)]) };
    expect(await sizeOf(photos.open(file, PACK, null))).toEqual([48, 32]);
    const shown = await photos.show(file, null, 1e6);
    const corners = shown.ok ? readCorners(shown.value) : [];
    expect(corners).toHaveLength(4);
    const errors = corners.flatMap((corner, index) =>
      corner.map((value, k) => Math.abs(value - (CORNERS[index]?.[k] ?? 0))),
    );
    expect(Math.max(...errors)).toBeLessThan(40);
  });
});
