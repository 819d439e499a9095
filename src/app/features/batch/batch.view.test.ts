import { afterEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { answerWithFiles } from '../../testing/dialogues.ts';
import { closeEditor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { fetchPair } from '../../testing/test-pairs.ts';

afterEach(() => {
  closeEditor();
  vi.restoreAllMocks();
});

it('a batch stops when it is told to', async () => {
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  engine.hold();
  const edit = vi.spyOn(engine, 'edit');
  await openEditor({ ports: { engine } });
  answerWithFiles((await fetchPair('colour')).photo, (await fetchPair('object')).photo);
  await userEvent.keyboard('{Control>}{Shift>}e{/Shift}{/Control}');
  const dialog = page.getByRole('dialog', { name: 'Edit several photos' });
  await dialog.getByRole('textbox', { name: 'The photos show' }).fill('a red ball on sand at day');
  await dialog.getByRole('textbox', { name: 'Make them' }).fill('a purple ball on snow at sunset');
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect.poll(() => edit.mock.calls).toHaveLength(1);
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog.getByText('Stopped after 0 of 2.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await expect.element(dialog).not.toBeInTheDocument();
});
