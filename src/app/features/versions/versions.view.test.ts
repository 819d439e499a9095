import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { EditRequest } from '../../../protocol/edit-request.ts';
import { catchDownload } from '../../testing/dialogues.ts';
import { closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { paintPhoto } from '../../testing/paint-photo.ts';
import { decode } from '../../testing/test-pairs.ts';

afterEach(closeEditor);

const tray = page.getByRole('region', { name: 'Versions' });
const version = (number: number) => tray.getByRole('button', { name: `Version ${number}`, exact: true });

/** An edit on screen, and what the engine is asked from then on. */
async function openEdit() {
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  const asked: EditRequest[] = [];
  await openEditor({
    ports: { engine: { ...engine, edit: (request, onEvent) => (asked.push(request), engine.edit(request, onEvent)) } },
  });
  const first = await editor.editPhoto(await paintPhoto(256, 256), 'a red ball on sand', 'a blue ball on sand');
  const before = await editor.pixels('Edited photo');
  asked.length = 0;
  return { engine, asked, first, before };
}

it('makes four versions that stand side by side; the one that is picked is one step, in the history, and saved as it is seen', async () => {
  const { asked, first, before } = await openEdit();
  await page.getByRole('button', { name: 'Another version' }).click();
  await expect.element(tray.getByRole('status')).toHaveTextContent('5 versions: pick one.');
  expect(asked.map(({ settings }) => settings.seed)).toEqual([1, 2, 3, 4]);
  expect(asked.every(({ settings }) => (settings.variation ?? 0) > 0)).toBe(true);
  await expect.element(version(1)).toHaveAttribute('aria-pressed', 'true');
  expect(await editor.pixels('Edited photo'), 'nothing is picked by itself').toEqual(before);

  await version(3).click();
  await expect.element(version(3)).toHaveAttribute('aria-pressed', 'true');
  const picked = await editor.pixels('Edited photo');
  expect(picked).not.toEqual(before);
  expect(editor.facts()).toMatchObject({ invertRows: 0 });
  expect(asked, 'it is not painted again').toHaveLength(4);
  const saving = catchDownload();
  await page.getByRole('button', { name: 'Download' }).click();
  expect((await decode(await saving)).width).toBe(picked.width);

  await editor.openPanel();
  await expect.element(page.getByRole('button', { name: 'Restore red → blue (2)' })).toBeVisible();
  // The panel lies over the buttons.
  await editor.pressOn(editor.picture, 'p');
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(await editor.pixels('Edited photo')).toEqual(before);
  expect(editor.facts().runId).toBe(first.runId);
  await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
  expect(await editor.pixels('Edited photo')).toEqual(picked);

  await page.getByRole('button', { name: 'Use as photo' }).click();
  await expect.element(tray).not.toBeInTheDocument();
  await expect.element(editor.source).toHaveValue('a blue ball on sand');
  expect(await editor.pixels('Original photo')).toEqual(picked);
});

it('by its key, and goes on with fresh seeds from the version on screen', async () => {
  const { asked } = await openEdit();
  await editor.pressOn(editor.picture, 'a');
  await expect.element(tray.getByRole('status')).toHaveTextContent('5 versions');
  await version(2).click();
  await tray.getByRole('button', { name: 'More versions' }).click();
  await expect.element(tray.getByRole('status')).toHaveTextContent('5 versions');
  expect(asked.map(({ settings }) => settings.seed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await expect.element(version(1)).toHaveAttribute('aria-pressed', 'true');
});

it('gives way to other words, which begin with the noise of the photo again', async () => {
  const { engine, asked } = await openEdit();
  engine.hold();
  await page.getByRole('button', { name: 'Another version' }).click();
  await expect.element(tray.getByRole('status')).toHaveTextContent('1 of 5 painted');
  await expect.element(version(4)).toBeDisabled();
  await editor.target.fill('a green ball on sand');
  await expect.element(tray).not.toBeInTheDocument();
  await expect.poll(() => asked.at(-1)?.target).toBe('a green ball on sand');
  expect(asked.at(-1)?.settings).toMatchObject({ seed: 0 });
  expect(asked.at(-1)?.settings).not.toHaveProperty('variation');
});

it('stops when it is closed', async () => {
  const { engine, asked } = await openEdit();
  engine.hold();
  await page.getByRole('button', { name: 'Another version' }).click();
  await tray.getByRole('button', { name: 'Close versions' }).click();
  await expect.element(tray).not.toBeInTheDocument();
  await expect.element(page.getByRole('button', { name: 'Another version' })).toBeEnabled();
  await expect.element(page.getByRole('button', { name: 'Another version' })).toHaveFocus();
  expect(asked.length).toBeLessThanOrEqual(1);
});
