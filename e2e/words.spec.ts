import { expect, test, type Locator } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { changedRegion, pairPath, readImage, readPairs } from './pixels.ts';

/** Redness of the word's map where the true edit changes the photo, and elsewhere: means, 0..255. */
async function measureHeat(
  heat: Locator,
  region: Uint8Array,
  width: number,
): Promise<[inside: number, outside: number]> {
  const map = await heat.evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The map is not a canvas.');
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return { width: canvas.width, red: [...data].filter((_, i) => i % 4 === 0) };
  });
  const cell = width / map.width;
  const sums = { inside: 0, outside: 0, insideCount: 0, outsideCount: 0 };
  region.forEach((isChanged, pixel) => {
    const at = Math.floor(Math.floor(pixel / width) / cell) * map.width + Math.floor((pixel % width) / cell);
    sums[isChanged ? 'inside' : 'outside'] += map.red[at] ?? 0;
    sums[isChanged ? 'insideCount' : 'outsideCount'] += 1;
  });
  return [sums.inside / sums.insideCount, sums.outside / sums.outsideCount];
}

test('a changed word shows where it acts, by pointer and by keyboard, in either sentence', async ({ page }, info) => {
  const pair = readPairs().find(({ kind }) => kind === 'object');
  if (!pair) throw new Error('the test set has no object edit');
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(pairPath(pair, 'source'));
  await editor.source.fill(pair.source);
  await editor.target.fill(pair.target);
  await editor.waitForRun();
  await editor.waitForFullSize();
  const picture = page.getByRole('region', { name: 'Picture' });
  const heat = picture.getByRole('img', { name: 'Where the word acts' });
  const caption = picture.getByText(/acts /);
  await expect(heat).toHaveCount(0);

  const chip = page.getByRole('button', { name: /^Adjust / }).first();
  await chip.hover();
  await expect(caption).toBeVisible();
  await page.screenshot({ path: info.outputPath('chip.png') });
  const source = await readImage(pairPath(pair, 'source'));
  const region = changedRegion(source, await readImage(pairPath(pair, 'truth')));
  const [inside, outside] = await measureHeat(heat.first(), region, source.width);
  expect(inside, 'the word acts on what it changes').toBeGreaterThan(1.5 * outside);
  await editor.status.hover();
  await expect(heat).toHaveCount(0);
  await chip.focus();
  await expect(caption).toBeVisible();
  await expect(chip).toHaveAccessibleDescription(/acts /);
  await chip.blur();
  await expect(heat).toHaveCount(0);

  await page.getByRole('radio', { name: 'Words' }).check();
  await expect(caption).toBeVisible();
  await page.screenshot({ path: info.outputPath('target-words.png') });
  const words = picture.getByRole('group', { name: 'The photo shows' }).getByRole('button');
  expect(await words.allTextContents()).toEqual(pair.source.split(' '));
  await words.first().focus();
  await expect(words.first()).toHaveAttribute('aria-pressed', 'true');
  await expect(words.first()).toHaveAccessibleDescription(/acts /);
  for (const word of pair.source.split(' ')) {
    await expect(picture.getByText(`“${word}” acts`)).toBeVisible();
    await page.keyboard.press('Tab');
  }
  await page.getByRole('radio', { name: 'Slider' }).check();
  await expect(heat).toHaveCount(0);
});
