import { expect } from '@playwright/test';
import sharp from 'sharp';
import { EditorPage } from './pages/editor-page.ts';
import { changedRegion, psnr } from '../test/pixels.ts';
import { pairOf, pairPath, readImage } from './pixels.ts';
import { test } from './test.ts';

/** Fine grain over a broad gradient, the same every time: as rich as grass, and nothing that the scenes have. */
async function paintTexture(path: string, size: number): Promise<void> {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const pixels = Uint8Array.from({ length: 3 * size * size }, (_, i) => {
    const column = Math.floor(i / 3) % size;
    return 255 * (0.25 + (0.5 * column) / size + 0.5 * (random() - 0.5));
  });
  await sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toFile(path);
}

test('a photo unlike what the model knows is named as such, and the button leads to the models', async ({
  page,
}, info) => {
  const photo = info.outputPath('texture.png');
  await paintTexture(photo, 256);
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(photo);
  await editor.source.fill('a red ball on sand at day');
  await editor.target.fill('a blue ball on sand at day');
  await editor.waitForRun();
  const sentence = page.getByText(/was not made for pictures like this one/);
  await expect(sentence).toBeVisible();
  await page.screenshot({ path: info.outputPath('unlike-model.png') });
  await page.getByRole('button', { name: 'See models for photographs' }).click();
  await expect(page.getByRole('dialog', { name: 'Models' })).toContainText('For real photos');
});

test('how far an edit goes, and what it keeps, is seen in the picture', async ({ page }) => {
  const pair = pairOf('object');
  const editor = new EditorPage(page);
  await editor.open();
  const recommended = await editor.editPair(pair);
  const photo = await readImage(pairPath(pair, 'source'));
  const region = changedRegion(photo, await readImage(pairPath(pair, 'truth')));

  await editor.openPanel();
  await page.getByRole('slider', { name: 'Strength' }).press('Home');
  const faithful = await editor.waitForRun(recommended.runId);
  const held = await editor.pixels('Edited photo');
  await page.getByRole('slider', { name: 'Strength' }).press('End');
  const free = await editor.waitForRun(faithful.runId);
  const freed = await editor.pixels('Edited photo');
  expect(psnr(held, photo, region), 'faithful stays nearer to the photo').toBeGreaterThan(
    psnr(freed, photo, region) + 1,
  );

  await page.getByRole('switch', { name: 'Protect the rest' }).click();
  await editor.waitForRun(free.runId);
  const whole = await editor.pixels('Edited photo');
  expect(psnr(whole, photo, region, 0), 'less is kept').toBeLessThan(psnr(freed, photo, region, 0) - 1);
});
