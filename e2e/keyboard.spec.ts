import { expect, type Locator, type Page } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { changedRegion, psnr } from '../test/pixels.ts';
import { pairOf, pairPath, readImage } from './pixels.ts';
import { test } from './test.ts';

test.use({ steps: 2 });

const pair = pairOf('colour');

/** Presses Tab until the element has the focus, as somebody without a mouse finds it. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let press = 0; press < 80; press++) {
    if (await element.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab does not lead there.');
}

test('the keyboard alone does the whole job: open, describe, change, compare, keep, undo, save', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  const choosing = page.waitForEvent('filechooser');
  await tabTo(page, page.getByRole('button', { name: 'Open photo' }).first());
  await page.keyboard.press('Enter');
  await (await choosing).setFiles(pairPath(pair, 'source'));

  await expect(editor.source, 'a photo without words asks for them').toBeFocused();
  await page.keyboard.type(pair.source);
  await page.keyboard.press('Enter');
  await expect(editor.target).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(pair.target);
  await editor.waitForRun();
  await page.keyboard.press('Enter');
  const restore = page.getByRole('button', { name: /^Restore/ });
  await tabTo(page, page.getByRole('button', { name: 'History and settings' }));
  await page.keyboard.press('Enter');
  await expect(restore).toBeVisible();
  await tabTo(page, restore);
  await page.keyboard.press('Escape');
  await expect(restore, 'Esc closes the panel').toBeHidden();
  await tabTo(page, editor.target);

  const slider = page.getByRole('slider', { name: 'Before and after' });
  await page.keyboard.press('Escape');
  await tabTo(page, slider);
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuenow', '0');

  const downloading = page.waitForEvent('download');
  await page.keyboard.press('Control+s');
  const edited = await readImage(await (await downloading).path());
  const [source, truth] = [await readImage(pairPath(pair, 'source')), await readImage(pairPath(pair, 'truth'))];
  const region = changedRegion(source, truth);
  expect(psnr(edited, truth, region)).toBeGreaterThan(psnr(source, truth, region));
  expect(psnr(edited, source, region, 0)).toBeGreaterThan(30);

  // A step for each word that was typed, at most.
  for (let word = 0; word < pair.target.split(' ').length; word++) {
    if ((await editor.target.textContent()) === pair.source) break;
    await page.keyboard.press('Control+z');
  }
  await expect(editor.target).toHaveText(pair.source);
});
