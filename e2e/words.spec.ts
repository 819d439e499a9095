import { expect, type Locator } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { changedRegion } from '../test/pixels.ts';
import { pairOf, pairPath, readImage } from './pixels.ts';
import { test } from './test.ts';

test.use({ steps: 2 });

/** Strength of the word's map where the true edit changes the photo, and elsewhere: means, 0..255. */
async function measureHeat(
  heat: Locator,
  region: Uint8Array,
  width: number,
): Promise<[inside: number, outside: number]> {
  const map = await heat.evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The map is not a canvas.');
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return { width: canvas.width, strength: [...data].filter((_, i) => i % 4 === 2) };
  });
  const cell = width / map.width;
  const sums = { inside: 0, outside: 0, insideCount: 0, outsideCount: 0 };
  region.forEach((isChanged, pixel) => {
    const at = Math.floor(Math.floor(pixel / width) / cell) * map.width + Math.floor((pixel % width) / cell);
    sums[isChanged ? 'inside' : 'outside'] += map.strength[at] ?? 0;
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

test('a point of the picture lists the words that act there, by pointer and by keyboard', async ({ page }, info) => {
  const pair = pairOf('colour');
  const editor = new EditorPage(page);
  await editor.open();
  await editor.editPair(pair);
  const photo = await readImage(pairPath(pair, 'source'));
  const region = changedRegion(photo, await readImage(pairPath(pair, 'truth')));
  const inside = [...region.keys()].filter((pixel) => region[pixel] === 1);
  const mean = (of: (pixel: number) => number): number =>
    inside.reduce((sum, pixel) => sum + of(pixel), 0) / inside.length;
  const [x, y] = [mean((pixel) => pixel % photo.width), mean((pixel) => Math.floor(pixel / photo.width))];

  await page.getByRole('radio', { name: 'Words' }).check();
  const probe = page.getByRole('button', { name: /^Point at the picture/ });
  const box = await probe.boundingBox();
  if (!box) throw new Error('The picture is not on the page.');
  const at = [box.x + (x / photo.width) * box.width, box.y + (y / photo.height) * box.height] as const;
  await page.mouse.move(...at);
  const picture = page.getByRole('region', { name: 'Picture' });
  const list = picture.getByText('What acts here').locator('..');
  await expect(list).toBeVisible();
  await page.screenshot({ path: info.outputPath('point.png') });
  const changed = pair.target.split(' ').filter((word) => !pair.source.split(' ').includes(word));
  const listed = (await list.allInnerTexts()).join(' ').split(/\s+/).slice(3, 5);
  expect(
    listed.some((word) => changed.includes(word)),
    `${listed.join(', ')} at the middle of what changes to ${changed.join(', ')}`,
  ).toBe(true);
  await editor.status.hover();
  await expect(list).toBeHidden();

  await page.mouse.click(...at);
  await editor.status.hover();
  await expect(list, 'a touch stays').toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await page.getByRole('radio', { name: 'Words' }).focus();
  await probe.focus();
  await page.keyboard.press('ArrowRight');
  await expect(list).toBeVisible();
  await page.keyboard.press('Shift+ArrowUp');
  await expect(picture.getByText(/\d+ %, |No word acts here/)).toBeAttached();
});
