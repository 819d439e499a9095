import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { psnr } from '../../../../test/pixels.ts';
import { boxOf, closeEditor, editor, openEditor, readCanvas } from '../../testing/editor.ts';
import { mouse, touch } from '../../testing/pointer.ts';
import { decode, fetchPair } from '../../testing/test-pairs.ts';

const original = page.getByRole('img', { name: 'Original photo' });
const edited = page.getByRole('img', { name: 'Edited photo', includeHidden: true });
const slider = page.getByRole('slider', { name: 'Before and after' });

beforeEach(async () => {
  await openEditor();
  await editor.openSample();
});
afterEach(async () => {
  closeEditor();
  await page.viewport(1280, 800);
});

it('the line between before and after follows pointer, finger and keys', async () => {
  const frame = boxOf(original);
  const middle = frame.y + frame.height / 2;
  await mouse.move([frame.x + 0.5 * frame.width, middle]);
  await mouse.down();
  await mouse.move([frame.x + 0.25 * frame.width, middle], 4);
  await mouse.up();
  await expect.element(slider).toHaveAttribute('aria-valuenow', '25');
  await expect.element(slider).toHaveAttribute('aria-valuetext', '25 % before, 75 % after');
  await touch('touchStart', [[frame.x + 0.7 * frame.width, middle]]);
  await touch('touchEnd');
  await expect.element(slider).toHaveAttribute('aria-valuenow', '70');
  await editor.pressOn(slider, '{ArrowLeft}');
  await expect.element(slider).toHaveAttribute('aria-valuenow', '68');
  await editor.pressOn(slider, '{PageUp}');
  await expect.element(slider).toHaveAttribute('aria-valuenow', '78');
});

it('two fingers zoom, and leave the line where the first one put it', async () => {
  const frame = boxOf(original);
  const at = (across: number) => [frame.x + across * frame.width, frame.y + 0.3 * frame.height] as const;
  await touch('touchStart', [at(0.45)]);
  await touch('touchStart', [at(0.45), at(0.55)]);
  for (let step = 1; step <= 4; step++) await touch('touchMove', [at(0.45 - 0.05 * step), at(0.55 + 0.05 * step)]);
  await touch('touchEnd');
  await expect.poll(() => boxOf(original).width).toBeGreaterThan(3 * frame.width);
  await expect.element(slider).toHaveAttribute('aria-valuenow', '45');
});

it('the line moves by keyboard to both ends', async () => {
  const start = Number(slider.element().getAttribute('aria-valuenow'));
  await editor.pressOn(slider, '{ArrowRight}');
  await expect.poll(() => Number(slider.element().getAttribute('aria-valuenow'))).toBeGreaterThan(start);
  await editor.pressOn(slider, '{Home}');
  await expect.element(slider).toHaveAttribute('aria-valuenow', '0');
  await editor.pressOn(slider, '{End}');
  await expect.element(slider).toHaveAttribute('aria-valuenow', '100');
});

it('the original shows while O, the button or a finger on it is held, and no longer', async () => {
  const hold = page.getByRole('button', { name: 'Hold to see the original' });
  editor.focus(page.getByRole('radio', { name: 'Slider' }));
  await userEvent.keyboard('{o>}');
  await expect.element(edited).not.toBeVisible();
  await userEvent.keyboard('{/o}');
  await expect.element(edited).toBeVisible();

  const { x, y, width, height } = boxOf(hold);
  const middle = [x + width / 2, y + height / 2] as const;
  await mouse.move(middle);
  await mouse.down();
  await expect.element(edited).not.toBeVisible();
  await expect.element(hold).toHaveAttribute('aria-pressed', 'true');
  await mouse.up();
  await expect.element(edited).toBeVisible();

  editor.focus(hold);
  await userEvent.keyboard('{ >}');
  await expect.element(edited).not.toBeVisible();
  await userEvent.keyboard('{/ }');
  await expect.element(edited).toBeVisible();

  await touch('touchStart', [middle]);
  await expect.element(edited).not.toBeVisible();
  await touch('touchEnd');
  await expect.element(edited).toBeVisible();
});

it('side by side shows both pictures whole and in step; M leads from view to view', async () => {
  const views = page.getByRole('radiogroup', { name: 'View' });
  await editor.pressOn(views.getByRole('radio', { name: 'Slider' }), 'm');
  await expect.element(views.getByRole('radio', { name: 'Side by side' })).toBeChecked();
  const [before, after] = [boxOf(original), boxOf(edited)];
  expect(before.height, 'in its own shape from the first moment').toBeCloseTo(before.width, 0);
  expect(after.width).toBeCloseTo(before.width, 0);
  expect(after.x).toBeGreaterThan(before.x + before.width);
  await mouse.move([after.x + after.width / 2, after.y + after.height / 2]);
  await mouse.wheel(-400);
  await expect.poll(() => boxOf(original).width).toBeGreaterThan(1.5 * before.width);
  const [zoomedBefore, zoomedAfter] = [boxOf(original), boxOf(edited)];
  expect(zoomedAfter.width).toBeCloseTo(zoomedBefore.width, 0);
  expect(zoomedAfter.x - after.x, 'one camera for both').toBeCloseTo(zoomedBefore.x - before.x, 0);
});

it('the zoom is typed as a percentage; above 200 % pixels are squares', async () => {
  const canvas = original.element();
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The photo is not a canvas.');
  const zoom = page.getByRole('group', { name: 'Zoom' });
  // Beside the knob of the line, which lies in the middle.
  const { x, y } = boxOf(edited);
  await mouse.move([x + 200, y + 60]);
  await mouse.wheel(-300);
  const type = async (text: string): Promise<void> => {
    await zoom.getByRole('button', { name: /%/ }).click();
    await expect.element(page.getByRole('textbox', { name: 'Zoom in percent' })).toHaveFocus();
    await userEvent.keyboard(`${text}{Enter}`);
  };
  await type('700');
  await expect.poll(() => boxOf(original).width).toBeCloseTo(7 * canvas.width, 0);
  expect(getComputedStyle(original.element()).imageRendering).toBe('pixelated');
  await type('abc');
  expect(boxOf(original).width, 'what is no number changes nothing').toBeCloseTo(7 * canvas.width, 0);
  await zoom.getByRole('button', { name: 'Fit' }).click();
  await expect.element(zoom.getByRole('button', { name: 'Fit' })).toHaveAttribute('aria-pressed', 'true');
  expect(boxOf(original).width).toBeLessThan(7 * canvas.width);
});

it('the difference is what the edit changed, three times amplified', async () => {
  const { photo: file, source, target } = await fetchPair('colour');
  await editor.editPhoto(file, source, target);
  const edited = await editor.pixels('Edited photo');
  const photo = await decode(file);
  await page.getByRole('radio', { name: 'Difference' }).click();
  await expect.element(page.getByText(/three times amplified/)).toBeVisible();
  const shown = readCanvas(page.getByRole('img', { name: 'Difference' }));
  const expected = photo.rgba.map((value, i) =>
    i % 4 === 3 ? 255 : Math.min(255, 3 * Math.abs(value - (edited.rgba[i] ?? 0))),
  );
  // The picture on screen went through the layer for the full size, which is exact to a level or two.
  expect(psnr(shown, { ...photo, rgba: expected })).toBeGreaterThan(28);
});

it.each([
  [1280, 720],
  [1440, 900],
  [390, 844],
])('at %d x %d two pictures stand side by side, equally large, and the tools beside them', async (width, height) => {
  await page.viewport(width, height);
  await page.getByRole('radio', { name: 'Side by side' }).click();
  await expect.poll(() => boxOf(edited).left - boxOf(original).right).toBeGreaterThanOrEqual(0);
  await editor.waitForFullSize();
  const [before, after] = [boxOf(original), boxOf(edited)];
  expect([after.width, after.height, after.top]).toEqual([before.width, before.height, before.top]);
  expect(after.right).toBeLessThanOrEqual(width);
  const covers = (over: DOMRect, picture: DOMRect): boolean =>
    over.left < picture.right && over.right > picture.left && over.top < picture.bottom && over.bottom > picture.top;
  const tools = boxOf(page.getByRole('radiogroup', { name: 'Tools' }));
  expect([before, after].map((picture) => covers(tools, picture))).toEqual([false, false]);
});
