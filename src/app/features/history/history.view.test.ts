import { afterEach, expect, it, vi } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import { openHistoryDatabase } from '../../storage/history-database.ts';
import { openPhotoFiles } from '../../storage/photo-files.ts';
import { createMemoryHistory } from '../../storage/testing/memory-history.ts';
import { closeEditor, editor, openEditor } from '../../testing/editor.ts';
import { fetchPair } from '../../testing/test-pairs.ts';

const COLOURS = ['purple', 'green'] as const;

afterEach(() => {
  closeEditor();
  vi.restoreAllMocks();
});

const restore = (colour: string) => page.getByRole('button', { name: `Restore red → ${colour}` });
/** The last word of a toast: other buttons have this name too. */
const undoDeletion = () => page.getByRole('button', { name: 'Undo', exact: true }).last().click();

/** Opens the photo and keeps an edit of it for each colour. */
async function editTwice(): Promise<void> {
  const { photo } = await fetchPair('colour');
  editor.drop(photo);
  await editor.openPanel();
  await editor.source.fill('a red ball on sand at day');
  let { runId } = await editor.waitForRun();
  for (const colour of COLOURS) {
    await editor.target.fill(`a ${colour} ball on sand at day`);
    ({ runId } = await editor.waitForRun(runId));
    await editor.pressOn(editor.target, '{Enter}');
    await expect.element(restore(colour)).toBeVisible();
  }
}

it('edits are restored, recalled by Alt and arrows, deleted and brought back', async () => {
  await openEditor();
  await editTwice();

  await restore('purple').click();
  await expect.element(editor.target).toHaveTextContent(/purple/);
  await editor.pressOn(editor.target, '{Alt>}{ArrowUp}{/Alt}');
  await expect.element(editor.target).toHaveTextContent(/green/);
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
  await expect.element(editor.target).toHaveTextContent(/purple/);

  await editor.pressOn(restore('green'), '{Delete}');
  await expect.element(restore('green')).not.toBeInTheDocument();
  await undoDeletion();
  await expect.element(restore('green')).toBeVisible();

  // A picture that is left alone is kept, and would be back in a history that was cleared before.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect.element(page.getByText('Deleted 2 edits.')).toBeVisible();
  await expect.element(restore('purple')).not.toBeInTheDocument();
  await undoDeletion();
  await expect.element(restore('purple')).toBeVisible();
});

it('pictures of the history are drawn while they can be seen', async () => {
  await openEditor();
  await editTwice();
  const countPictures = (): number => document.querySelectorAll('[data-written] canvas').length;
  expect(countPictures()).toBe(2);
  await page
    .getByRole('complementary', { name: 'History and settings' })
    .getByRole('button', { name: 'Close' })
    .click();
  await expect.poll(countPictures).toBe(0);
  await editor.openPanel();
  expect(countPictures()).toBe(2);
});

it('a window that may keep nothing says so and works', async () => {
  vi.spyOn(navigator.storage, 'getDirectory').mockRejectedValue(new DOMException('denied', 'SecurityError'));
  await openEditor({ ports: { history: openHistoryDatabase() } });
  await editTwice();
  await expect.element(page.getByText('This window keeps nothing')).toBeVisible();
});

it('a full disk gets a sentence, and nothing in memory is lost', async () => {
  const photos = await openPhotoFiles(navigator.storage);
  const { records } = createMemoryHistory().database;
  const { origin } = location;
  await cdp().send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
  await openEditor({ ports: { history: Promise.resolve({ status: 'open', database: { photos, records } }) } });
  await editTwice();
  await expect.element(page.getByText(/The disk is full/).first()).toBeVisible();
  for (const colour of COLOURS) await expect.element(restore(colour)).toBeVisible();
  await cdp().send('Storage.overrideQuotaForOrigin', { origin });
});
