import { afterEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { catchDownload } from '../../testing/dialogues.ts';
import { boxOf, closeEditor, editor, fetchManifest, openEditor, readCanvas } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { decode, fetchPair } from '../../testing/test-pairs.ts';
import { BETWEEN_COUNT } from './paint-between.ts';

const dialog = page.getByRole('dialog', { name: 'Between two photos' });
const paint = dialog.getByRole('button', { name: 'Paint the way' });
const way = dialog.getByRole('slider', { name: 'Way from the one photo to the other' });

afterEach(async () => {
  closeEditor();
  vi.restoreAllMocks();
  await page.viewport(1280, 800);
});

/** The dialog with the first sample and the photo of a pair, which has no words yet. */
async function openBetween() {
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  const { photo, source } = await fetchPair('object');
  await openEditor({ ports: { engine, chooseFile: () => Promise.resolve(photo) } });
  await editor.openSample();
  await editor.chooseFromMenu('Between two photos');
  await dialog.getByRole('button', { name: 'Choose the other photo' }).click();
  const words = dialog.getByRole('textbox', { name: `${photo.name} shows` });
  await expect.element(words).toBeVisible();
  return { engine, photo, source, words };
}

it('paints the way from the photo on screen to another one, and saves a picture of it', async () => {
  const { photo, source, words } = await openBetween();
  await expect.element(paint).toBeDisabled();
  await words.fill(source);
  await paint.click();
  const pictures = dialog.getByRole('list', { name: 'All pictures' }).getByRole('button');
  await expect.poll(() => pictures.elements().length).toBe(BETWEEN_COUNT);
  await pictures.last().click();
  await expect.element(way).toHaveAttribute('aria-valuetext', '100 % of the way');
  const last = dialog.getByRole('img', { name: 'The picture at 100 % of the way' });
  expect(readCanvas(last)).toEqual(readCanvas(dialog.getByRole('img', { name: photo.name })));

  await editor.pressOn(way, '{ArrowLeft}{ArrowLeft}{ArrowLeft}');
  const middle = readCanvas(dialog.getByRole('img', { name: 'The picture at 50 % of the way' }));
  const saved = catchDownload();
  await dialog.getByRole('button', { name: 'Save this picture' }).click();
  const file = await saved;
  expect(file.name).toBe('between-50.png');
  expect(await decode(file)).toEqual(middle);
});

it('stops when it is told to, and the edit on screen stays', async () => {
  const { engine, source, words } = await openBetween();
  const before = editor.facts();
  engine.hold();
  await words.fill(source);
  await paint.click();
  await expect.element(dialog.getByText(`1 of ${BETWEEN_COUNT} painted`)).toBeVisible();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect.element(dialog.getByRole('button', { name: 'Paint it again' })).toBeVisible();
  expect(dialog.getByRole('list', { name: 'All pictures' }).getByRole('button').elements()).toHaveLength(1);
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
  expect(editor.facts()).toEqual(before);
});

it('says what went wrong', async () => {
  const { engine, source, words } = await openBetween();
  vi.spyOn(engine, 'mix').mockResolvedValue({ ok: false, error: { code: 'device/out-of-memory', parameters: {} } });
  await words.fill(source);
  await paint.click();
  await expect.element(dialog.getByRole('alert')).toHaveTextContent(/memory/);
  await expect.element(paint).toBeEnabled();
});

it('on a phone both photos and their words stand beside each other', async () => {
  await page.viewport(390, 844);
  const { words } = await openBetween();
  const [first, second] = [boxOf(dialog.getByRole('textbox').first()), boxOf(words)];
  expect(first.width).toBeCloseTo(second.width, 0);
  expect(first.right).toBeLessThan(second.left);
  expect(second.right).toBeLessThan(innerWidth);
  for (const photo of dialog.getByRole('img').elements()) {
    const { left, right } = photo.getBoundingClientRect();
    expect(left >= first.left - 1 && right <= second.right + 1).toBe(true);
  }
});
