import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { P3_PRIMARIES, SRGB_CURVE, writeRgbProfile } from '../../src/imaging/colour/icc-profile.ts';
import { writePngProfile } from '../../src/imaging/metadata/png-chunks.ts';
import { readInP3 } from '../../test/colours/colour-commands.ts';
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

test('a TIFF is read upright, its profile kept', async () => {
  const file = join(folder, 'side.tif');
  await halves().withIccProfile('p3').withMetadata({ orientation: 6 }).tiff({ compression: 'lzw' }).toFile(file);
  const { photo, profile } = await readPhotoFile(file, { width: 8, height: 8 });
  expect([photo.width, photo.height]).toEqual([20, 40]);
  expect(Buffer.from(profile?.icc ?? [])).toEqual((await sharp(file).metadata()).icc);
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
  const { photo, profile, plan, image } = await readPhotoFile(file, { width: 8, height: 8 });
  expect([photo.width, photo.height]).toEqual([20, 40]);
  expect(plan.crop).toEqual({ x: 0, y: 10, width: 20, height: 20 });

  const mask = new Uint8Array(64).fill(255, 8, 32);
  const edited = { ...image, data: image.data.map((value, i) => (mask[i >> 2] === 0 ? value : 255 - value)) };
  const whole = blendPhoto(photo, { photo: image, edited, reconstruction: image, mask, crop: plan.crop }, profile);
  for (const ending of ['png', 'jpg', 'webp']) {
    const out = join(folder, `edited.${ending}`);
    await writePhotoFile(out, whole, { file, profile, keepLocation: false });
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

test('a photo in Display P3 is edited in sRGB and written in Display P3', async () => {
  const file = join(folder, 'p3.png');
  const green = Buffer.from(Array.from({ length: 256 }, () => [0, 255, 0]).flat());
  const stored = await sharp(green, { raw: { width: 16, height: 16, channels: 3 } })
    .png()
    .toBuffer();
  await writeFile(file, writePngProfile(stored, writeRgbProfile('Display P3', P3_PRIMARIES, SRGB_CURVE)));
  const { photo, profile, plan, image } = await readPhotoFile(file, { width: 8, height: 8 });
  expect([...image.data.subarray(0, 3)], 'the nearest that sRGB has').toEqual([0, 255, 0]);
  const mask = new Uint8Array(64).fill(255, 24, 40);
  const edited = {
    ...image,
    data: image.data.map((value, i) => (mask[i >> 2] === 0 ? value : [200, 40, 60, 255][i % 4]!)),
  };
  const whole = blendPhoto(photo, { photo: image, edited, reconstruction: image, mask, crop: plan.crop }, profile);
  const out = join(folder, 'p3-edited.png');
  await writePhotoFile(out, whole, { file, profile, keepLocation: false });
  const pixels = await readInP3(await readFile(out));
  const pixel = (y: number) => pixels.slice(4 * (16 * y + 8), 4 * (16 * y + 8) + 3);
  expect(pixel(0), 'greener than sRGB, as it was').toEqual([0, 255, 0]);
  const other = join(folder, 'p3-edited.tiff');
  await writePhotoFile(other, whole, { file, profile, keepLocation: false });
  expect([...(await sharp(other).raw().toBuffer()).subarray(0, 3)], 'sRGB where no profile is written').toEqual([
    0, 255, 0,
  ]);
  const flat = sharp({ create: { width: 1, height: 1, channels: 3, background: 'rgb(200, 40, 60)' } }).png();
  const [wanted, found] = [await readInP3(await flat.toBuffer()), pixel(8)];
  for (const k of [0, 1, 2]) expect(Math.abs(wanted[k]! - found[k]!)).toBeLessThanOrEqual(1);
});
