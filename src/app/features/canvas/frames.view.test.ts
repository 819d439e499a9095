import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { boxOf, closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { paintPhoto } from '../../testing/paint-photo.ts';

afterEach(closeEditor);

const SCENE = 'a red ball on sand at day';
const findPreview = () => editor.picture.element().querySelector<HTMLElement>('canvas[data-shown="true"]:last-of-type');

/** The columns of the photo that an edit has changed, the first and the last, in parts of its width. */
async function findChange(): Promise<readonly [from: number, to: number]> {
  const [before, after] = [await editor.pixels('Original photo'), await editor.pixels('Edited photo')];
  const columns = Array.from({ length: before.width }, (_, x) => x).filter((x) =>
    Array.from({ length: before.height }).some((_, y) => {
      const at = 4 * (y * before.width + x);
      return [0, 1, 2].some(
        (channel) => Math.abs((before.rgba[at + channel] ?? 0) - (after.rgba[at + channel] ?? 0)) > 2,
      );
    }),
  );
  return [(columns[0] ?? Number.NaN) / before.width, ((columns.at(-1) ?? Number.NaN) + 1) / before.width];
}

it('words about a scene change a photo from edge to edge, words about a thing a part about it, and the history has both', async () => {
  const engine = createFakeEngine({ manifest: await fetchManifest(), thingAt: [0.9, 0.5] });
  await openEditor({ ports: { engine } });
  const scene = await editor.editPhoto(await paintPhoto(960, 480), SCENE, 'a red ball on sand at night');
  await expect.poll(findChange).toEqual([0, 1]);
  const night = await editor.pixels('Edited photo');

  await editor.target.fill('a blue ball on sand at day');
  const thing = await editor.waitForRun(scene.runId);
  expect(thing.invertRows, 'another part is read').toBeGreaterThan(0);
  // The disc that the engine paints, in the middle of a part of 256 pixels.
  await expect.poll(findChange).toEqual([expect.closeTo(832 / 960 - 0.08, 1), expect.closeTo(832 / 960 + 0.08, 1)]);

  await editor.target.fill('a red ball on sand at sunset');
  const other = await editor.waitForRun(thing.runId);
  expect(other.invertRows, 'the whole has been read').toBe(0);
  await expect.poll(findChange).toEqual([0, 1]);
  await editor.openPanel();
  await page.getByRole('button', { name: 'Restore day → night' }).click();
  await expect.poll(async () => editor.pixels('Edited photo')).toEqual(night);
});

it('a preview lies on the part that is painted, and what was made of another part is not beside it', async () => {
  const engine = createFakeEngine({ manifest: await fetchManifest(), thingAt: [0.1, 0.5] });
  await openEditor({ ports: { engine } });
  const { runId } = await editor.editPhoto(await paintPhoto(1600, 800), SCENE, 'a red ball on sand at night');
  await editor.waitForFullSize();
  const photo = boxOf(page.getByRole('img', { name: 'Original photo' }));
  engine.hold();
  await editor.target.fill('a blue ball on sand at day');
  await expect.poll(() => [editor.facts().runId !== runId, editor.facts().previews > 0]).toEqual([true, true]);
  await expect.poll(() => findPreview()?.getBoundingClientRect().width).toBeCloseTo(photo.height / 2, 0);
  const box = findPreview()?.getBoundingClientRect();
  expect(box?.left).toBeCloseTo(photo.left, 0);
  expect(box?.height).toBeCloseTo(photo.height / 2, 0);
  const edited = page.getByRole('img', { name: 'Edited photo', includeHidden: true }).element();
  expect(getComputedStyle(edited).visibility).toBe('hidden');
});

it('a part that the user chooses is edited whatever the words say, until the words may choose again', async () => {
  await openEditor();
  const { runId } = await editor.editPhoto(await paintPhoto(960, 480), SCENE, 'a red ball on sand at night');
  await expect.poll(findChange).toEqual([0, 1]);
  const tool = page.getByRole('radio', { name: 'Move the edited area' });
  await tool.click();
  const box = page.getByRole('button', { name: /^Edited area/ });
  await editor.pressOn(box, '{Shift>}{ArrowLeft}{ArrowLeft}{ArrowLeft}{/Shift}');
  expect(page.getByRole('button', { name: 'Let the words choose' }).elements()).toEqual([]);
  await page.getByRole('button', { name: 'Use this part' }).click();
  const chosen = await editor.waitForRun(runId);
  await expect.poll(findChange).toEqual([0, expect.closeTo(0.5, 1)]);

  await editor.target.fill('a blue ball on sand at day');
  const thing = await editor.waitForRun(chosen.runId);
  await expect.poll(async () => (await findChange())[1]).toBeLessThan(0.49);
  await tool.click();
  await page.getByRole('button', { name: 'Let the words choose' }).click();
  await editor.waitForRun(thing.runId);
  await expect.poll(findChange).toEqual([expect.closeTo(0.425, 1), expect.closeTo(0.575, 1)]);
});
