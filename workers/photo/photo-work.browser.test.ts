import { expect, test } from 'vitest';
import { createPhotoClient } from '../../src/app/clients/photo-client/photo-client.ts';

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
