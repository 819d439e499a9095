import { expect, test } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { changedRegion, pairOf, pairPath, psnr, readImage } from './pixels.ts';

test('a dropped photo follows its words: the named thing changes, the rest stays', async ({ page }) => {
  const pair = pairOf('colour');
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(pairPath(pair, 'source'));
  await editor.source.fill(pair.source);
  await editor.target.fill(pair.target);
  const facts = await editor.waitForRun();

  const source = await readImage(pairPath(pair, 'source'));
  const truth = await readImage(pairPath(pair, 'truth'));
  const region = changedRegion(source, truth);
  const edited = await editor.pixels('Edited photo');
  const insideBefore = psnr(source, truth, region);
  const insideAfter = psnr(edited, truth, region);
  expect(insideAfter, 'the changed region moved towards the true edit').toBeGreaterThan(insideBefore + 3);
  expect(psnr(edited, source, region, 0), 'what the words do not name stayed').toBeGreaterThan(30);
  expect(facts.previews, 'previews arrived while it ran').toBeGreaterThanOrEqual(2);
  expect(facts.invertRows).toBeGreaterThan(0);
});

test('new target words reuse the inversion, and another method makes its own', async ({ page }) => {
  const pair = pairOf('surface');
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(pairPath(pair, 'source'));
  await editor.source.fill(pair.source);
  await editor.target.fill(pair.target);
  const first = await editor.waitForRun();

  await editor.target.fill(pair.source.replace(/^an? (\w+) /, 'a purple '));
  const second = await editor.waitForRun(first.runId);
  expect(second.invertRows).toBe(0);
  expect(second.editRows).toBeGreaterThan(0);
  expect(second.cached).toContain('invert');

  // The first method that asks for the gradient: the model is read once more for it.
  await page.getByRole('combobox', { name: 'Method' }).selectOption({ label: 'Newton-Raphson (RNRI)' });
  const third = await editor.waitForRun(second.runId);
  expect(third.invertRows).toBeGreaterThan(0);
  expect(third.cached).not.toContain('invert');
});

test('Stop ends a run and keeps the last good picture', async ({ page }) => {
  const pair = pairOf('time');
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(pairPath(pair, 'source'));
  await editor.source.fill(pair.source);
  await editor.target.fill(pair.target);
  const first = await editor.waitForRun();
  const before = await editor.pixels('Edited photo');

  // Five times the iterations are another inversion: long enough to be stopped.
  await page.getByRole('spinbutton', { name: 'Iterations' }).fill('20');
  await expect.poll(async () => (await editor.facts()).runId, { intervals: [20] }).not.toBe(first.runId);
  await expect(editor.main).toHaveAttribute('data-state', /reading|editing/);
  await page.keyboard.press('Escape');
  await expect(editor.main).not.toHaveAttribute('data-state', /reading|editing|error/);
  expect(psnr(await editor.pixels('Edited photo'), before), 'the picture on screen').toBeGreaterThan(60);
  const stopped = await editor.facts();
  expect(stopped.editRows, 'a stopped run leaves the rows of the last one that ended').toBe(first.editRows);
});

test('a sample edits at the first click, and the result downloads as a PNG', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await page
    .getByRole('button', { name: /^Sample/ })
    .first()
    .click();
  await editor.waitForRun();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/\.png$/);
  const image = await readImage(await download.path());
  expect(psnr(image, await editor.pixels('Edited photo'))).toBeGreaterThan(50);
});

test('the slider between before and after moves by keyboard', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await page
    .getByRole('button', { name: /^Sample/ })
    .first()
    .click();
  await editor.waitForRun();
  const slider = page.getByRole('slider', { name: 'Before and after' });
  await slider.focus();
  const start = Number(await slider.getAttribute('aria-valuenow'));
  await page.keyboard.press('ArrowRight');
  expect(Number(await slider.getAttribute('aria-valuenow'))).toBeGreaterThan(start);
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuenow', '0');
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuenow', '100');
});
