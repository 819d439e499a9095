import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { boxOf, closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { mouse } from '../../testing/pointer.ts';
import { paintPhoto } from '../../testing/paint-photo.ts';

afterEach(closeEditor);

it('the edited part is moved by its box, resized by its corner, and used', async () => {
  await openEditor();
  editor.drop(await paintPhoto(1600, 800));
  await editor.waitForFullSize();
  await expect.element(page.getByRole('button', { name: 'Device: CPU' })).toBeVisible();
  await page.getByRole('radio', { name: 'Move the edited area' }).click();
  const crop = page.getByRole('button', { name: /^Edited area/ });
  const photo = boxOf(page.getByRole('img', { name: 'Original photo' }));
  const start = boxOf(crop);
  expect(start.width, 'the largest square').toBeCloseTo(photo.height, 0);

  const middle = start.y + start.height / 2;
  await mouse.move([start.x + start.width / 2, middle]);
  await mouse.down();
  await mouse.move([start.x + start.width / 2 + 40, middle], 4);
  await mouse.up();
  await expect.poll(() => boxOf(crop).x - start.x).toBeCloseTo(40, -0.5);
  await mouse.move([start.x + start.width / 2, middle]);
  expect(boxOf(crop).x - start.x, 'and stays where it was put').toBeCloseTo(40, -0.5);

  const moved = boxOf(crop);
  await mouse.move([moved.right - 3, moved.bottom - 3]);
  await mouse.down();
  await mouse.move([moved.right - 53, moved.bottom - 53], 5);
  await mouse.up();
  await expect.poll(() => boxOf(crop).width).toBeLessThan(moved.width - 60);
  const shrunk = boxOf(crop);
  // Five moves, each to a whole pixel of the photo, of which the screen shows 0.79.
  const drift = Math.abs(shrunk.x + shrunk.width / 2 - moved.x - moved.width / 2);
  expect(drift, 'about its middle').toBeLessThan(2.5);

  await page.getByRole('button', { name: 'Use this part' }).click();
  await expect.element(crop).not.toBeInTheDocument();
  await editor.waitForFullSize();
});

it('the picture of the part before stays on screen until there is one of the part that was chosen', async () => {
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  let lastAsked = '';
  let isSilent = false;
  const edit: typeof engine.edit = (request, onEvent) => {
    lastAsked = request.runId;
    return isSilent ? new Promise(() => undefined) : engine.edit(request, onEvent);
  };
  await openEditor({ ports: { engine: { ...engine, edit } } });
  const { runId } = await editor.editPhoto(await paintPhoto(800, 400), 'a red ball on sand', 'a blue ball on sand');
  const before = await editor.pixels('Edited photo');
  expect(before).not.toEqual(await editor.pixels('Original photo'));

  isSilent = true;
  await page.getByRole('radio', { name: 'Move the edited area' }).click();
  await page.getByRole('button', { name: 'Use this part' }).click();
  await expect.poll(() => lastAsked).not.toBe(runId);
  await expect.element(page.getByText('After')).toBeVisible();
  expect(await editor.pixels('Edited photo')).toEqual(before);
});
