import { expect, test, type Locator } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { changedRegion, pairOf, pairPath, readImage, type Pair } from './pixels.ts';

// Several edits each, on a processor that may have other work.
test.describe.configure({ timeout: 300_000 });
test.use({ actionTimeout: 30_000 });

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
  const pair = pairOf('object');
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

async function openPair(editor: EditorPage, kind: Pair['kind']): Promise<Pair> {
  const pair = pairOf(kind);
  await editor.open();
  await editor.drop(pairPath(pair, 'source'));
  await editor.source.fill(pair.source);
  await editor.target.fill(pair.target);
  return pair;
}

test('the word at the caret weighs more by Ctrl and arrow up, less by arrow down, without another inversion', async ({
  page,
}) => {
  const editor = new EditorPage(page);
  const pair = await openPair(editor, 'colour');
  const first = await editor.waitForRun();
  const word = pair.target.split(' ')[1] ?? '';
  const before = await editor.pixels('Edited photo');
  await editor.target.press('Home');
  for (let press = 0; press < 3; press++) await editor.target.press('ArrowRight');
  for (let press = 0; press < 5; press++) await editor.target.press('Control+ArrowUp');
  await expect(page.getByRole('button', { name: `Adjust ${word}` })).toHaveAttribute('title', '1.5 ×');
  const heavier = await editor.waitForRun(first.runId);
  expect(heavier.invertRows).toBe(0);
  expect(await editor.pixels('Edited photo')).not.toEqual(before);
  for (let press = 0; press < 7; press++) await editor.target.press('Control+ArrowDown');
  await expect(page.getByRole('button', { name: `Adjust ${word}` })).toHaveAttribute('title', '0.8 ×');
  await expect(editor.target, 'the caret stays in its place and the sentence what it was').toHaveText(pair.target);
  await page.keyboard.type('x');
  expect(await editor.target.textContent()).toBe(`${pair.target.slice(0, 3)}x${pair.target.slice(3)}`);
});

test('“Only change here” limits the edit to where the word acts, and is lifted again', async ({ page }, info) => {
  const editor = new EditorPage(page);
  const pair = await openPair(editor, 'surface');
  const kept = await editor.waitForRun();
  // Without a mask of its own the edit acts everywhere.
  await page.getByRole('switch', { name: 'Keep what the words do not touch' }).click();
  const first = await editor.waitForRun(kept.runId);
  const photo = await readImage(pairPath(pair, 'source'));
  const findChanged = async (): Promise<readonly number[]> => {
    const { rgba } = await editor.pixels('Edited photo');
    const pixels = Array.from({ length: photo.width * photo.height }, (_, pixel) => pixel);
    return pixels.filter((pixel) =>
      [0, 1, 2].some((channel) => rgba[4 * pixel + channel] !== photo.rgba[4 * pixel + channel]),
    );
  };
  const free = await findChanged();
  await page
    .getByRole('button', { name: /^Adjust / })
    .first()
    .click();
  await page.getByRole('button', { name: 'Only change here' }).click();
  const limited = await editor.waitForRun(first.runId);
  expect(limited.invertRows).toBe(0);
  await page.screenshot({ path: info.outputPath('only-here.png') });
  const held = await findChanged();
  await page.getByRole('button', { name: 'Change everywhere again' }).click();
  await editor.waitForRun(limited.runId);
  expect((await findChanged()).length).toBe(free.length);

  await page.getByRole('radio', { name: 'Mask' }).check();
  await page.keyboard.press('Control+z');
  const opacity = await page.getByRole('img', { name: 'Mask' }).evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The mask is not a canvas.');
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return [...data].filter((_, i) => i % 4 === 3);
  });
  expect(opacity.filter((value) => value === 0).length).toBeGreaterThan(500);
  expect(held.length).toBeGreaterThan(500);
  expect(held.length).toBeLessThan(free.length);
  expect(
    held.filter((pixel) => opacity[pixel] === 0),
    'changed pixels where the word does not act',
  ).toEqual([]);
});

test('a point of the picture lists the words that act there, by pointer and by keyboard', async ({ page }, info) => {
  const editor = new EditorPage(page);
  const pair = await openPair(editor, 'colour');
  await editor.waitForRun();
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
