import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { findChangedPixels, type RgbImage } from '../../../../../test/pixels.ts';
import { boxOf, closeEditor, editor, openEditor } from '../../../testing/editor.ts';
import { mouse, touch } from '../../../testing/pointer.ts';
import { decode, fetchPair } from '../../../testing/test-pairs.ts';

const painter = page.getByRole('button', { name: /^Paint the mask/ });

afterEach(async () => {
  closeEditor();
  await page.viewport(1280, 800);
});

async function openPair(kind: 'colour' | 'time'): Promise<{ readonly runId: string; readonly photo: RgbImage }> {
  const pair = await fetchPair(kind);
  await openEditor();
  const { runId } = await editor.editPhoto(pair.photo, pair.source, pair.target);
  return { runId, photo: await decode(pair.photo) };
}

async function countChanged(photo: RgbImage): Promise<number> {
  return findChangedPixels(await editor.pixels('Edited photo'), photo).length;
}

it('paint and eraser correct the mask of the words, and strokes are taken back and done again', async () => {
  const { runId, photo } = await openPair('colour');
  const before = await editor.pixels('Edited photo');
  const changed = findChangedPixels(before, photo).length;
  expect(changed).toBeGreaterThan(100);

  await page.getByRole('radio', { name: 'Brush' }).click();
  await userEvent.keyboard('e');
  await expect.element(page.getByRole('radio', { name: 'Eraser' })).toBeChecked();
  await userEvent.keyboard(']]'.repeat(20));
  // The largest brush erases all.
  const { x, y, width, height } = boxOf(painter);
  await mouse.move([x + 0.2 * width, y + 0.5 * height]);
  await mouse.down();
  await mouse.move([x + 0.8 * width, y + 0.5 * height], 12);
  await mouse.up();
  const erased = await editor.waitForRun(runId);
  const kept = await countChanged(photo);
  expect(kept, 'what is erased stays as it was').toBeLessThan(0.1 * changed);

  await userEvent.keyboard('{Control>}z{/Control}');
  const back = await editor.waitForRun(erased.runId);
  expect(back.runId, 'a picture that was made comes back without a run').toBe(runId);
  expect(await editor.pixels('Edited photo')).toEqual(before);
  await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
  const again = await editor.waitForRun(back.runId);
  expect(await countChanged(photo)).toBe(kept);
  await userEvent.keyboard('i');
  const inverted = await editor.waitForRun(again.runId);
  expect(await countChanged(photo)).toBeGreaterThan(8000);
  await page.getByRole('button', { name: 'Clear the mask' }).click();
  await editor.waitForRun(inverted.runId);
  expect(await editor.pixels('Edited photo')).toEqual(before);
});

it('the mask is painted by keyboard alone', async () => {
  const { runId, photo } = await openPair('time');
  await editor.pressOn(page.getByRole('radio', { name: 'Brush' }), ' ');
  editor.focus(painter);
  for (let press = 0; press < 4; press++) await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}');
  await expect.element(page.getByText('Brush at 10 % across, 50 % down')).toBeInTheDocument();
  await userEvent.keyboard('{ >}');
  for (let press = 0; press < 3; press++) await userEvent.keyboard('{Shift>}{ArrowUp}{/Shift}');
  await userEvent.keyboard('{/ }');
  await editor.waitForRun(runId);
  const changed = findChangedPixels(await editor.pixels('Edited photo'), photo);
  expect(changed.filter((pixel) => pixel % photo.width >= 52)).toEqual([]);
  const painted = changed.filter((pixel) => pixel % photo.width < 48).length;
  // A line of 0.3 of the height, 0.16 wide, with round ends.
  expect(painted).toBeGreaterThan(2000);
  expect(painted).toBeLessThan(5200);
});

it('two fingers zoom and do not paint', async () => {
  await page.viewport(390, 844);
  const { runId } = await openPair('colour');
  await page.getByRole('radio', { name: 'Brush' }).click();
  const box = boxOf(painter);
  const at = (across: number) => [box.x + across * box.width, box.y + 0.5 * box.height] as const;
  await touch('touchStart', [at(0.4)]);
  await touch('touchMove', [at(0.42)]);
  await touch('touchStart', [at(0.42), at(0.6)]);
  for (let step = 1; step <= 6; step++) await touch('touchMove', [at(0.42 - 0.05 * step), at(0.6 + 0.05 * step)]);
  await touch('touchEnd');
  const edited = page.getByRole('img', { name: 'Edited photo' });
  await expect.poll(() => boxOf(edited).width).toBeGreaterThan(1.5 * box.width);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(editor.facts().runId, 'nothing was painted').toBe(runId);
  await touch('touchStart', [at(0.5)]);
  await touch('touchMove', [at(0.55)]);
  await touch('touchEnd');
  await editor.waitForRun(runId);
});

it('a rectangle and a lasso outline what may change, each as one step', async () => {
  const { runId, photo } = await openPair('time');
  const outliner = page.getByRole('button', { name: /^Outline a part/ });
  await editor.pressOn(editor.picture, 'r');
  await expect.element(page.getByRole('radio', { name: 'Rectangle' })).toBeChecked();
  const { x, y, width, height } = boxOf(outliner);
  const draw = async (...places: readonly (readonly [number, number])[]): Promise<void> => {
    const [first = [0, 0], ...others] = places.map(
      ([across, down]) => [x + across * width, y + down * height] as const,
    );
    await mouse.move(first);
    await mouse.down();
    for (const place of others) await mouse.move(place, 4);
    await mouse.up();
  };
  await draw([0.1, 0.2], [0.5, 0.8]);
  await expect.element(page.getByRole('switch', { name: 'Only change here' })).toBeChecked();
  const limited = await editor.waitForRun(runId);
  const columnsOf = async (): Promise<readonly number[]> =>
    findChangedPixels(await editor.pixels('Edited photo'), photo).map((pixel) => (pixel % photo.width) / photo.width);
  const columns = await columnsOf();
  expect([Math.min(...columns) >= 0.09, Math.max(...columns) <= 0.51]).toEqual([true, true]);

  await userEvent.keyboard('l');
  await expect.element(page.getByRole('radio', { name: 'Lasso' })).toBeChecked();
  await draw([0.6, 0.3], [0.9, 0.3], [0.75, 0.7]);
  const wider = await editor.waitForRun(limited.runId);
  expect(Math.max(...(await columnsOf()))).toBeGreaterThan(0.8);
  await userEvent.keyboard('{Control>}z{/Control}');
  await editor.waitForRun(wider.runId);
  expect(await columnsOf()).toEqual(columns);
});

it('on a phone the card of the tools covers the words, however long they are, and the photo stays in sight', async () => {
  await page.viewport(390, 844);
  await openPair('colour');
  const original = page.getByRole('img', { name: 'Original photo' });
  const photo = boxOf(original);
  await editor.target.fill(`a yellow duck ${'on a wooden table '.repeat(4)}at sunset`);
  const words = page.getByRole('region', { name: 'Words' });
  const before = boxOf(words).top;
  await page.getByRole('radio', { name: 'Brush' }).click();
  const card = page.getByRole('switch', { name: 'Only change here' }).element().closest('div[class*="card"]');
  expect(boxOf(words).top).toBeGreaterThan(before);
  expect(boxOf(words).top).toBeCloseTo(card?.getBoundingClientRect().top ?? 0, 0);
  expect(boxOf(original)).toEqual(photo);
  expect(photo.bottom, 'above what paints it').toBeLessThanOrEqual(boxOf(words).top);
});
