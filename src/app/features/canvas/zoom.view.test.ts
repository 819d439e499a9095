import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { boxOf, closeEditor, editor, openEditor } from '../../testing/editor.ts';
import { paintPhoto } from '../../testing/paint-photo.ts';
import { mouse } from '../../testing/pointer.ts';

afterEach(closeEditor);

it('zoom shows photo pixels and the whole photo, by keys and by wheel', async () => {
  await openEditor();
  editor.drop(await paintPhoto(1600, 1200));
  const canvas = page.getByRole('img', { name: 'Original photo' });
  await editor.waitForFullSize();
  // The page moves once more when the pack is there.
  await expect.element(page.getByRole('button', { name: 'Device: CPU' })).toBeVisible();
  const whole = boxOf(canvas);
  await editor.pressOn(page.getByRole('radio', { name: 'Slider' }), '1');
  await expect.element(page.getByRole('button', { name: '100 %' })).toHaveAttribute('aria-pressed', 'true');
  expect(boxOf(canvas).width).toBeCloseTo(1600, 0);
  const { x, y, width, height } = boxOf(editor.picture);
  await mouse.move([x + width / 2, y + height / 3]);
  await mouse.wheel(-300);
  await expect.element(page.getByRole('button', { name: '157 %' })).toBeVisible();
  await editor.pressOn(page.getByRole('radio', { name: 'Slider' }), '0');
  await expect.element(page.getByRole('button', { name: 'Fit' })).toHaveAttribute('aria-pressed', 'true');
  expect(boxOf(canvas)).toEqual(whole);
});
