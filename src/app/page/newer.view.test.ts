/** What a newer Renoir wrote is not understood, is not touched, and is said. */
import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { createMemoryHistory } from '../storage/testing/memory-history.ts';
import { closeEditor, editor, openEditor } from '../testing/editor.ts';
import { paintPicture } from '../testing/paint-photo.ts';

afterEach(closeEditor);

it('a picture is opened as a photo', async () => {
  await openEditor();
  editor.drop(await paintPicture('saved.png', '{"format":"renoir-recipe","version":2,"words":["a red ball"]}'));
  await expect.element(page.getByText('“saved.png” was saved by a newer Renoir')).toBeVisible();
  await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('saved.png');
});

it('a link changes nothing', async () => {
  await openEditor();
  location.hash = '#v=2&from=a+red+ball';
  await expect.element(page.getByText('This link was made by a newer Renoir')).toBeVisible();
  await expect.element(page.getByText('This link brings an edit')).not.toBeInTheDocument();
});

it('a history stays as it is while the page works', async () => {
  const { database, records, writes } = createMemoryHistory();
  records.set('session last', { version: 2, order: ['a'] });
  await openEditor({ ports: { history: Promise.resolve({ status: 'open', database }) } });
  await expect.element(page.getByText('was written by a newer Renoir')).toBeVisible();
  await editor.editPhoto(await paintPicture('saved.png', ''), 'a red ball', 'a blue ball');
  await editor.openPanel();
  await expect.element(page.getByText('this window adds nothing to it').first()).toBeVisible();
  expect([...records.keys()]).toEqual(['session last']);
  expect(writes).toEqual([]);
});
