import { afterEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { catchDownload } from '../../testing/dialogues.ts';
import { closeEditor, editor, openEditor } from '../../testing/editor.ts';
import { decode } from '../../testing/test-pairs.ts';

afterEach(() => {
  closeEditor();
  vi.restoreAllMocks();
});

/** Larger than what the model paints, and not square: the edit has a part of it. */
async function paintLargePhoto(): Promise<File> {
  const canvas = new OffscreenCanvas(360, 240);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no 2D context.');
  for (let x = 0; x < 360; x += 8) {
    context.fillStyle = `hsl(${x} 60% ${40 + (x % 40)}%)`;
    context.fillRect(x, 0, 8, 240);
  }
  return new File([await canvas.convertToBlob()], 'stripes.png', { type: 'image/png' });
}

const useAsPhoto = page.getByRole('button', { name: 'Use as photo' });

it('a result becomes the photo of the next edit, at its own size; the way back is one step, and nothing is inverted twice', async () => {
  await openEditor();
  const { runId } = await editor.editPhoto(await paintLargePhoto(), 'a red ball on sand', 'a blue ball on sand');
  const edited = await editor.pixels('Edited photo');
  const saving = catchDownload();
  await page.getByRole('button', { name: 'Download' }).click();
  const saved = await decode(await saving);
  await useAsPhoto.click();
  const read = await editor.waitForRun(runId);
  await expect.element(editor.target).toHaveFocus();
  await expect.element(editor.source).toHaveValue('a blue ball on sand');
  await expect.element(editor.target).toHaveTextContent('a blue ball on sand');
  expect(await editor.pixels('Original photo'), 'the blended picture, not the small one').toEqual(edited);
  expect([saved.width, saved.height]).toEqual([360, 240]);
  expect(read.invertRows, 'the new photo is inverted').toBeGreaterThan(0);
  await expect.element(useAsPhoto).not.toBeInTheDocument();

  await editor.target.fill('a blue cube on sand');
  const part = await editor.waitForRun(read.runId);
  expect(part.invertRows, 'and the part about the thing').toBeGreaterThan(0);
  await editor.target.fill('a green cube on sand');
  const next = await editor.waitForRun(part.runId);
  expect(next.invertRows, 'each once').toBe(0);
  await editor.openPanel();
  await expect.element(page.getByRole('heading', { name: 'stripes.png · red → blue' })).toBeVisible();
  await expect.element(page.getByRole('heading', { name: 'stripes.png', exact: true })).toBeVisible();

  editor.focus(editor.picture);
  for (let step = 0; step < 3; step++) await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(editor.target).toHaveTextContent(/ball/);
  await expect.element(editor.source).toHaveValue('a red ball on sand');
  expect(await editor.pixels('Edited photo')).toEqual(edited);
  expect(editor.facts().runId, 'the picture that was made, without a run').toBe(runId);
});
