import { copyFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import sharp from 'sharp';
import { readTiff } from '../src/imaging/metadata/testing/tiff.ts';
import { EditorPage } from './pages/editor-page.ts';
import { pairOf, pairPath } from './pixels.ts';
import { test } from './test.ts';
import { serveTinyPack } from './tiny-pack.ts';

test.use({ steps: 2 });

const pair = pairOf('colour');
// Large pictures on a processor that also runs the model.
test.describe.configure({ timeout: 300_000 });

const EXIF = { IFD0: { Copyright: 'Someone' }, IFD3: { GPSLatitudeRef: 'N', GPSDateStamp: '2026:11:21' } };

/** A scene of the test set, enlarged in the middle of a landscape photo, its mirror image on both sides. */
async function makeLandscape(path: string, width: number, height: number, orientation: number): Promise<void> {
  const middle = await sharp(pairPath(pair, 'source')).resize(height, height, { kernel: 'cubic' }).toBuffer();
  const side = Math.round((width - height) / 2);
  const wide = await sharp(middle).extend({ left: side, right: side, extendWith: 'mirror' }).toBuffer();
  const grain = {
    create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 12 } },
  } as const;
  const photo = await sharp(wide)
    .composite([{ input: await sharp(grain).png().toBuffer(), blend: 'soft-light' }])
    .png()
    .toBuffer();
  // Turned so that the orientation in the file turns it back.
  const stored = orientation === 6 ? await sharp(photo).rotate(270).toBuffer() : photo;
  await sharp(stored).withMetadata({ orientation }).withExifMerge(EXIF).jpeg({ quality: 92 }).toFile(path);
}

interface Difference {
  readonly size: readonly [number, number];
  /** Pixels that differ within the middle square, and beside it. */
  readonly inside: number;
  readonly outside: number;
}

/** Decodes both files by the browser and counts the pixels that are not the same bytes. */
async function compareFiles(page: Page, first: string, second: string): Promise<Difference> {
  await page.goto('about:blank');
  await page.setContent('<input type="file" multiple>');
  await page.locator('input').setInputFiles([first, second]);
  return page.locator('input').evaluate(async (element) => {
    if (!(element instanceof HTMLInputElement) || !element.files) throw new Error('There are no files.');
    const [a, b] = await Promise.all(
      [...element.files].map(async (file) => {
        const bitmap = await createImageBitmap(file);
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true });
        if (!context) throw new Error('There is no 2D context.');
        context.drawImage(bitmap, 0, 0);
        return context.getImageData(0, 0, bitmap.width, bitmap.height);
      }),
    );
    if (!a || !b || a.width !== b.width || a.height !== b.height) throw new Error('The sizes differ.');
    const [from, to] = [(a.width - a.height) / 2, (a.width + a.height) / 2];
    const [left, right] = [new Uint32Array(a.data.buffer), new Uint32Array(b.data.buffer)];
    let inside = 0;
    let outside = 0;
    for (let i = 0; i < left.length; i++) {
      if (left[i] === right[i]) continue;
      if (i % a.width >= from && i % a.width < to) inside++;
      else outside++;
    }
    return { size: [a.width, a.height] as const, inside, outside };
  });
}

/** By the tiny model. What the photo shows is said last: a run of its words alone would be over before the others are there. */
async function editAtOnce(editor: EditorPage): Promise<void> {
  await editor.target.fill('b');
  await editor.source.fill('a');
  await editor.waitForRun();
}

test('an edit of a 12-megapixel JPEG is saved at its size, and leaves the pixels it does not touch', async ({
  page,
}, info) => {
  const photo = info.outputPath('photo.jpg');
  await makeLandscape(photo, 4000, 3000, 1);
  const editor = new EditorPage(page);
  await editor.open();
  await editor.choose(photo);
  await expect(page.getByText('edited at 256 × 256, saved at 4000 × 3000')).toBeVisible();
  await editor.source.fill(pair.source);
  await editor.target.fill(pair.target);
  await editor.waitForRun();
  await editor.waitForFullSize();

  const { path, name } = await editor.download();
  expect(name).toMatch(/\.png$/);
  await expect(page.getByText(/Saved .*4000 × 3000/)).toBeVisible();
  const saved = info.outputPath('saved.png');
  await copyFile(path, saved);
  const { size, inside, outside } = await compareFiles(page, photo, saved);
  expect(size).toEqual([4000, 3000]);
  expect(outside, 'pixels beside the part that is edited').toBe(0);
  // The ball and the soft edge of its mask; the rest of the part is the photo, byte by byte.
  expect(inside).toBeGreaterThan(0.01 * 3000 * 3000);
  expect(inside).toBeLessThan(0.7 * 3000 * 3000);
});

test('a photo stored on its side stands upright, keeps its Exif, and loses its location unless it is kept', async ({
  page,
  context,
}, info) => {
  await serveTinyPack(context);
  const photo = info.outputPath('side.jpg');
  await makeLandscape(photo, 800, 600, 6);
  expect(await sharp(photo).metadata()).toMatchObject({ width: 600, height: 800, orientation: 6 });
  const editor = new EditorPage(page);
  await editor.open();
  await editor.choose(photo);
  await editAtOnce(editor);

  for (const keepLocation of [false, true]) {
    await editor.saveAs('JPEG', keepLocation);
    const { path, name } = await editor.download();
    expect(name).toMatch(/\.jpg$/);
    const { width, height, orientation, format, exif, xmp } = await sharp(path).metadata();
    expect({ width, height, orientation, format }).toEqual({ width: 800, height: 600, orientation: 1, format: 'jpeg' });
    const read = readTiff(new Uint8Array(exif ?? []).subarray(6));
    expect(read.main[0x8298]).toBe('Someone');
    expect(read.gps === null).toBe(!keepLocation);
    expect(xmp?.toString()).toContain('compositeWithTrainedAlgorithmicMedia');
  }

  await editor.saveAs('WebP');
  await page.reload();
  await editor.choose(photo);
  await expect(page.getByRole('button', { name: 'File type and size: WebP' })).toBeVisible();
  await editAtOnce(editor);
  const { path, name } = await editor.download();
  expect(name).toMatch(/\.webp$/);
  expect(await sharp(path).metadata()).toMatchObject({ width: 800, height: 600, format: 'webp', orientation: 1 });
});

test('another part of the photo can be edited, chosen by keyboard', async ({ page, context }, info) => {
  await serveTinyPack(context);
  const photo = info.outputPath('wide.jpg');
  await makeLandscape(photo, 800, 400, 1);
  const editor = new EditorPage(page);
  await editor.open();
  await editor.choose(photo);
  await page.getByRole('radio', { name: 'Move the edited area' }).click();
  const box = page.getByRole('button', { name: /^Edited area/ });
  await expect(box).toBeFocused();
  const frame = await page.getByRole('img', { name: 'Original photo' }).boundingBox();
  for (let press = 0; press < 4; press++) await page.keyboard.press('Shift+ArrowLeft');
  for (let press = 0; press < 4; press++) await page.keyboard.press('-');
  const placed = await box.boundingBox();
  if (!frame || !placed) throw new Error('The area is not on the page.');
  expect(placed.width / frame.width).toBeCloseTo(0.5 / 1.1 ** 4, 2);
  await page.keyboard.press('Enter');
  await expect(box).toBeHidden();
  // Without a mask the whole part changes.
  await editor.openPanel();
  await page.getByRole('switch', { name: 'Protect the rest' }).click();
  await editAtOnce(editor);
  const { path } = await editor.download();
  const saved = info.outputPath('wide.png');
  await copyFile(path, saved);
  const { size, inside, outside } = await compareFiles(page, photo, saved);
  expect(size).toEqual([800, 400]);
  // The part reaches from column 63 to 336 in 274 rows, the middle square of 400 x 400 begins at column 200.
  expect(outside).toBeGreaterThan(100 * 200);
  expect(inside).toBeLessThanOrEqual(137 * 274);
});
