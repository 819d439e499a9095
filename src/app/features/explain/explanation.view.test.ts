import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { fetchPair } from '../../testing/test-pairs.ts';

afterEach(closeEditor);

it('an edit that changes nothing says so, and the button lets it go further', async () => {
  const { photo, source, target } = await fetchPair('colour');
  const same = source.replace(/^an? /, 'the ');
  const engine = createFakeEngine({
    manifest: await fetchManifest(),
    chooseTint: (request) => (request.target === same ? null : [128, 0, 128]),
  });
  await openEditor({ ports: { engine } });
  const first = await editor.editPhoto(photo, source, same);
  await expect.element(page.getByText('Hardly anything changed.')).toBeVisible();
  await page.getByRole('button', { name: 'Let it go further' }).click();
  await editor.waitForRun(first.runId);
  await editor.openPanel();
  await expect.element(page.getByRole('slider', { name: 'Strength' })).toHaveAttribute('aria-valuetext', '75 % free');
  await editor.target.fill(target);
  await expect.element(page.getByText('Hardly anything changed.')).not.toBeInTheDocument();
});

it('a photo that the model does not know is named when it is opened, before any word of it', async () => {
  const { photo } = await fetchPair('colour');
  const engine = createFakeEngine({ manifest: await fetchManifest(), isUnfamiliar: true });
  await openEditor({ ports: { engine } });
  editor.drop(photo);
  await expect.element(page.getByText(/was not made for pictures like this one\./)).toBeVisible();
  expect(editor.facts().runId, 'nothing was run').toBe('');
  await page.getByRole('button', { name: 'See models for photographs' }).click();
  await expect.element(page.getByRole('dialog', { name: 'Models' })).toBeVisible();
});
