import { expect } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { changedRegion, psnr } from '../test/pixels.ts';
import { pairOf, pairPath, readImage } from './pixels.ts';
import { test } from './test.ts';

test('a dropped photo follows its words: the named thing changes, the rest stays', async ({ page }) => {
  const pair = pairOf('colour');
  const editor = new EditorPage(page);
  await editor.open();
  const facts = await editor.editPair(pair);

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

test('a thing that is left out of the words is gone: painted over where it stood, without an inversion', async ({
  page,
}, info) => {
  const pair = pairOf('remove');
  const editor = new EditorPage(page);
  await editor.open();
  const facts = await editor.editPair(pair);
  await page.screenshot({ path: info.outputPath('removed.png') });

  const source = await readImage(pairPath(pair, 'source'));
  const truth = await readImage(pairPath(pair, 'truth'));
  const region = changedRegion(source, truth);
  const edited = await editor.pixels('Edited photo');
  expect(psnr(edited, truth, region)).toBeGreaterThan(psnr(source, truth, region) + 3);
  expect(psnr(edited, source, region, 0)).toBeGreaterThan(30);
  expect(facts.invertRows).toBe(0);
  expect(facts.editRows, 'two find it, two paint').toBe(4);
});

test('new target words, weights and control reuse the inversion, and another method makes its own', async ({
  page,
}) => {
  const pair = pairOf('surface');
  const editor = new EditorPage(page);
  await editor.open();
  const first = await editor.editPair(pair);

  await editor.target.fill(pair.source.replace(/^an? /, 'the '));
  const same = await editor.waitForRun(first.runId);
  await expect(page.getByText('Hardly anything changed.')).toBeVisible();

  await editor.target.fill(pair.source.replace(/^an? (\w+) /, 'a purple '));
  const second = await editor.waitForRun(same.runId);
  expect(second.invertRows).toBe(0);
  expect(second.editRows).toBeGreaterThan(0);
  expect(second.cached).toContain('invert');

  const before = await editor.pixels('Edited photo');
  await editor.target.press('Home');
  for (let press = 0; press < 3; press++) await editor.target.press('ArrowRight');
  for (let press = 0; press < 5; press++) await editor.target.press('Control+ArrowUp');
  const heavier = await editor.waitForRun(second.runId);
  expect(heavier.invertRows).toBe(0);
  expect(await editor.pixels('Edited photo')).not.toEqual(before);

  await editor.lookUnderTheHood();
  await page.getByRole('switch', { name: 'Choose control from the words' }).click();
  await page.getByRole('slider', { name: 'Layout from the photo' }).press('End');
  const controlled = await editor.waitForRun(heavier.runId);
  expect(controlled.invertRows, 'control is not part of the inversion').toBe(0);

  // The first method that asks for the gradient: the model is read once more for it.
  await page.getByRole('combobox', { name: 'Method' }).selectOption({ label: 'Newton-Raphson (RNRI)' });
  const third = await editor.waitForRun(controlled.runId);
  expect(third.invertRows).toBeGreaterThan(0);
  expect(third.cached).not.toContain('invert');
});

test('Stop ends a run and keeps the last good picture', async ({ page }) => {
  const pair = pairOf('time');
  const editor = new EditorPage(page);
  await editor.open();
  const first = await editor.editPair(pair);
  const before = await editor.pixels('Edited photo');

  // Five times the iterations are another inversion: long enough to be stopped.
  await editor.lookUnderTheHood();
  await page.getByRole('spinbutton', { name: 'Iterations' }).fill('20');
  await expect.poll(async () => (await editor.facts()).runId, { intervals: [20] }).not.toBe(first.runId);
  await expect(editor.main).toHaveAttribute('data-state', /reading|editing/);
  await editor.target.focus();
  await page.keyboard.press('Escape');
  await expect(editor.main).not.toHaveAttribute('data-state', /reading|editing|error/);
  expect(psnr(await editor.pixels('Edited photo'), before), 'the picture on screen').toBeGreaterThan(60);
  const stopped = await editor.facts();
  expect(stopped.editRows, 'a stopped run leaves the rows of the last one that ended').toBe(first.editRows);
});

test('a sample edits at the first click, and the result downloads as a PNG', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openSample();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/\.png$/);
  const image = await readImage(await download.path());
  expect(psnr(image, await editor.pixels('Edited photo'))).toBeGreaterThan(50);
});
