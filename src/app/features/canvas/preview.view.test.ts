import { afterEach, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';

afterEach(closeEditor);

const findPreview = () => editor.picture.element().querySelector<HTMLElement>('canvas[data-shown][aria-hidden]');

it('no preview stays as the result: not of words that were typed over, nor of a run that was stopped', async () => {
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  await openEditor({ ports: { engine } });
  await editor.openSample();
  const before = await editor.pixels('Edited photo');

  engine.hold();
  for (const words of ['a green cube', 'a yellow cone']) {
    const { runId } = editor.facts();
    await editor.target.fill(words);
    await expect.poll(() => [editor.facts().runId !== runId, editor.facts().previews > 0]).toEqual([true, true]);
    await expect.poll(() => findPreview()?.dataset['shown']).toBe('true');
  }
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => findPreview()?.dataset['shown']).toBe('false');
  expect(await editor.pixels('Edited photo')).toEqual(before);
});
