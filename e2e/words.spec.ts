import { expect, test, type Locator } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { changedRegion } from '../test/pixels.ts';
import { pairOf, pairPath, readImage } from './pixels.ts';

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

test('a changed word shows that it acts on what it changes', async ({ page }, info) => {
  const pair = pairOf('object');
  const editor = new EditorPage(page);
  await editor.open();
  await editor.editPair(pair);
  await editor.waitForFullSize();
  const picture = page.getByRole('region', { name: 'Picture' });
  await page
    .getByRole('button', { name: /^Adjust / })
    .first()
    .hover();
  await expect(picture.getByText(/acts /)).toBeVisible();
  await page.screenshot({ path: info.outputPath('chip.png') });
  const source = await readImage(pairPath(pair, 'source'));
  const region = changedRegion(source, await readImage(pairPath(pair, 'truth')));
  const heat = picture.getByRole('img', { name: 'Where the word acts' }).first();
  const [inside, outside] = await measureHeat(heat, region, source.width);
  expect(inside).toBeGreaterThan(1.5 * outside);
});
