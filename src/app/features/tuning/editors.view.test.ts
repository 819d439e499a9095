import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { EDITOR_IDS, type EditorId } from '../../../protocol/editors.ts';
import { closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { texts } from '../../i18n/texts.ts';

afterEach(closeEditor);

const ways = page.getByRole('combobox', { name: 'Way to edit' });

it('every way to edit can be chosen, says what it does, and runs at once', async () => {
  const asked: (EditorId | undefined)[] = [];
  const engine = createFakeEngine({
    manifest: await fetchManifest(),
    chooseTint: ({ settings }) => {
      asked.push(settings.editor);
      return [0, 128, 0];
    },
  });
  await openEditor({ ports: { engine } });
  let { runId } = await editor.openSample();
  await editor.lookUnderTheHood();
  await expect.element(ways).toHaveValue('prompt-to-prompt');
  await expect.element(ways).toHaveAccessibleDescription(/New words look where/);
  const names = ways.element().querySelectorAll('option');
  expect([...names].map(({ value }) => value)).toEqual(EDITOR_IDS);
  for (const id of EDITOR_IDS.slice(1)) {
    await ways.selectOptions(texts.methods.editors[id]);
    await expect.element(ways).toHaveAccessibleDescription(texts.methods.editorHints[id]);
    ({ runId } = await editor.waitForRun(runId));
    expect(asked.at(-1)).toBe(id);
  }
});

it('control is set for the way that has one, and another way is taken back like any setting', async () => {
  await openEditor();
  const before = await editor.openSample();
  await editor.lookUnderTheHood();
  const automatic = page.getByRole('switch', { name: 'Choose control from the words' });
  await expect.element(automatic).toBeVisible();
  await ways.selectOptions('FlowEdit');
  await expect.element(automatic).not.toBeInTheDocument();
  const after = await editor.waitForRun(before.runId);
  await page.getByRole('region', { name: 'Control' }).getByRole('button', { name: 'Back to recommended' }).click();
  await expect.element(ways).toHaveValue('prompt-to-prompt');
  await expect.element(automatic).toBeVisible();
  await editor.waitForRun(after.runId);
});
