import { copyFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import type { RgbImage } from '../test/pixels.ts';
import { pairOf, pairPath, readImage } from './pixels.ts';
import { test } from './test.ts';

test.use({ steps: 2 });

// Several edits each, on a processor that may have other work.
test.describe.configure({ timeout: 300_000 });
test.use({ actionTimeout: 30_000 });

const painterOf = (page: Page) => page.getByRole('button', { name: /^Paint the mask/ });

/** Drags from one point of the picture (parts of its size) to another. */
async function drag(page: Page, [x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]) {
  const box = await painterOf(page).boundingBox();
  if (!box) throw new Error('The picture is not on the page.');
  await page.mouse.move(box.x + x0 * box.width, box.y + y0 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + x1 * box.width, box.y + y1 * box.height, { steps: 12 });
  await page.mouse.up();
}

/** Pixels that differ from the photo, left of a column, right of another. */
function countChanged(image: RgbImage, photo: RgbImage, left: number, right: number): [left: number, right: number] {
  const counts: [number, number] = [0, 0];
  for (let pixel = 0; pixel < photo.width * photo.height; pixel++) {
    const differs = [0, 1, 2].some((channel) => image.rgba[4 * pixel + channel] !== photo.rgba[4 * pixel + channel]);
    const column = pixel % photo.width;
    if (differs && column < left) counts[0]++;
    if (differs && column >= right) counts[1]++;
  }
  return counts;
}

test('paint limits an edit without a mask of its own, on screen and in the file, and outlives other words', async ({
  page,
}, info) => {
  const pair = pairOf('time');
  const editor = new EditorPage(page);
  await editor.open();
  const first = await editor.editPair(pair);
  const photo = await readImage(pairPath(pair, 'source'));
  const [, free] = countChanged(await editor.pixels('Edited photo'), photo, 0, 144);
  expect(free, 'without a mask the whole picture changes').toBeGreaterThan(16_000);

  await page.getByRole('radio', { name: 'Brush' }).check();
  await expect(page.getByText(/No mask here/)).toBeVisible();
  await page.getByRole('slider', { name: 'Size' }).fill(String(Math.log(0.25)));
  await page.getByRole('slider', { name: 'Soft edge' }).press('Home');
  await drag(page, [0.2, 0], [0.2, 1]);
  const limited = await editor.waitForRun(first.runId);
  expect(limited.invertRows, 'paint costs no inversion').toBe(0);
  await expect(page.getByRole('switch', { name: 'Only change here' })).toHaveAttribute('aria-checked', 'true');
  // A brush of a quarter on each side of a fifth: to column 116 of 256.
  const [painted, beyond] = countChanged(await editor.pixels('Edited photo'), photo, 112, 120);
  expect(beyond, 'pixels beyond the paint').toBe(0);
  expect(painted).toBeGreaterThan(12_000);
  await page.screenshot({ path: info.outputPath('limit.png') });

  const { path } = await editor.download();
  const saved = info.outputPath('saved.png');
  await copyFile(path, saved);
  expect(countChanged(await readImage(saved), photo, 112, 120), 'the file').toEqual([painted, 0]);

  await editor.target.fill(pair.source.replace(/^an? (\w+) /, 'a purple '));
  const other = await editor.waitForRun(limited.runId);
  expect(other.invertRows).toBe(0);
  expect(countChanged(await editor.pixels('Edited photo'), photo, 0, 120)[1]).toBe(0);
});

test('paint and eraser correct the mask of the words, and strokes are taken back and done again', async ({ page }) => {
  const pair = pairOf('colour');
  const editor = new EditorPage(page);
  await editor.open();
  const first = await editor.editPair(pair);
  const photo = await readImage(pairPath(pair, 'source'));
  const before = await editor.pixels('Edited photo');
  const [left] = countChanged(before, photo, 256, 256);
  expect(left).toBeGreaterThan(400);

  await page.getByRole('radio', { name: 'Brush' }).check();
  await page.keyboard.press('e');
  await expect(page.getByRole('radio', { name: 'Eraser' })).toBeChecked();
  for (let press = 0; press < 20; press++) await page.keyboard.press(']');
  // The largest brush erases all.
  await drag(page, [0.2, 0.5], [0.8, 0.5]);
  const erased = await editor.waitForRun(first.runId);
  const [kept] = countChanged(await editor.pixels('Edited photo'), photo, 256, 256);
  expect(kept, 'what is erased stays as it was').toBeLessThan(0.1 * left);

  await page.keyboard.press('Control+z');
  const back = await editor.waitForRun(erased.runId);
  expect(back.runId, 'a picture that was made comes back without a run').toBe(first.runId);
  expect(await editor.pixels('Edited photo')).toEqual(before);
  await page.keyboard.press('Control+Shift+z');
  const again = await editor.waitForRun(back.runId);
  expect(countChanged(await editor.pixels('Edited photo'), photo, 256, 256)[0]).toBe(kept);
  await page.keyboard.press('i');
  const inverted = await editor.waitForRun(again.runId);
  expect(countChanged(await editor.pixels('Edited photo'), photo, 256, 256)[0]).toBeGreaterThan(32_000);
  await page.getByRole('button', { name: 'Clear the mask' }).click();
  await editor.waitForRun(inverted.runId);
  expect(await editor.pixels('Edited photo')).toEqual(before);
});
