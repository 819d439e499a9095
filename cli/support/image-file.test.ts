import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blendPhoto, readImageFile, readPhotoFile, writeImageFile, writePhotoFile } from './image-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renoir-image-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Left half red, right half blue, 40 x 20. */
function halves() {
  const data = Buffer.from(Array.from({ length: 800 }, (_, i) => (i % 40 < 20 ? [255, 0, 0] : [0, 0, 255])).flat());
  return sharp(data, { raw: { width: 40, height: 20, channels: 3 } });
}

test('the orientation in the file is applied: a picture stored on its side stands upright', async () => {
  const file = join(folder, 'side.png');
  // 6: turn by 90 degrees clockwise to see it upright; left becomes top.
  await halves().withMetadata({ orientation: 6 }).toFile(file);
  const { data } = await readImageFile(file, { width: 10, height: 10 });
  expect([...data.subarray(0, 3)]).toEqual([255, 0, 0]);
  expect([...data.subarray(4 * 90, 4 * 90 + 3)]).toEqual([0, 0, 255]);
});

test('a wide picture is cut about its centre', async () => {
  const file = join(folder, 'wide.png');
  await halves().toFile(file);
  const { width, height, data } = await readImageFile(file, { width: 20, height: 20 });
  expect([width, height]).toEqual([20, 20]);
  expect([...data.subarray(0, 3)]).toEqual([255, 0, 0]);
  expect([...data.subarray(4 * 19, 4 * 19 + 3)]).toEqual([0, 0, 255]);
});

test('a greyscale picture with transparency becomes opaque colours on white', async () => {
  const file = join(folder, 'clear.png');
  await sharp(Buffer.from([0, 0, 0, 255, 0, 0, 0, 255]), { raw: { width: 2, height: 2, channels: 2 } }).toFile(file);
  const { data } = await readImageFile(file, { width: 2, height: 2 });
  expect([...data]).toEqual([255, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 255]);
});

test('what is written is read back unchanged', async () => {
  const file = join(folder, 'written.png');
  const image = { width: 2, height: 1, data: new Uint8ClampedArray([1, 2, 3, 255, 250, 251, 252, 255]) };
  await writeImageFile(file, image);
  expect(await readImageFile(file, image)).toEqual(image);
});

test('an edited photo keeps its size and its Exif, stands upright, and drops the location', async () => {
  const file = join(folder, 'stored-on-its-side.jpg');
  const exif = { IFD0: { Copyright: 'Someone' }, IFD3: { GPSLatitudeRef: 'N' } };
  await halves().withMetadata({ orientation: 6 }).withExifMerge(exif).jpeg().toFile(file);
  const { photo, plan, image } = await readPhotoFile(file, { width: 8, height: 8 });
  expect([photo.width, photo.height]).toEqual([20, 40]);
  expect(plan.crop).toEqual({ x: 0, y: 10, width: 20, height: 20 });

  const mask = new Uint8Array(64).fill(255, 8, 32);
  const edited = { ...image, data: image.data.map((value, i) => (mask[i >> 2] === 0 ? value : 255 - value)) };
  const whole = blendPhoto(photo, { photo: image, edited, reconstruction: image, mask, crop: plan.crop });
  for (const ending of ['png', 'jpg', 'webp']) {
    const out = join(folder, `edited.${ending}`);
    await writePhotoFile(out, whole, { file, keepLocation: false });
    const written = await sharp(out).metadata();
    expect(written).toMatchObject({ width: 20, height: 40, orientation: 1 });
    expect(written.exif?.includes('Someone')).toBe(true);
    expect(written.xmp?.toString()).toContain('compositeWithTrainedAlgorithmicMedia');
  }
  const { data } = await readPhotoFile(join(folder, 'edited.png'), { width: 8, height: 8 }).then((read) => read.photo);
  // Above and below the part that the model got, and where the mask is 0.
  expect([...data.subarray(0, 4 * 20 * 10)]).toEqual([...photo.data.subarray(0, 4 * 20 * 10)]);
  expect([...data.subarray(4 * 20 * 22)]).toEqual([...photo.data.subarray(4 * 20 * 22)]);
  expect([...data.subarray(4 * 20 * 14, 4 * 20 * 15)]).not.toEqual([...photo.data.subarray(4 * 20 * 14, 4 * 20 * 15)]);
});
