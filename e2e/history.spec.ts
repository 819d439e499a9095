import { expect, type Page } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { psnr } from '../test/pixels.ts';
import { pairOf, pairPath } from './pixels.ts';
import { test } from './test.ts';
import { serveTinyPack } from './tiny-pack.ts';

test.beforeEach(async ({ context }) => serveTinyPack(context));

const pair = pairOf('colour');
const photo = pairPath(pair, 'source');
const TARGETS = ['b', 'ab'] as const;

/** Opens the photo and keeps an edit of it for each sentence. */
async function editTwice(editor: EditorPage): Promise<void> {
  await editor.drop(photo);
  await editor.openPanel();
  await editor.source.fill('a');
  let runId = (await editor.waitForRun()).runId;
  for (const target of TARGETS) {
    await editor.target.fill(target);
    runId = (await editor.waitForRun(runId)).runId;
    await editor.target.press('Enter');
    await expect(restore(editor.page, target)).toBeVisible();
  }
}

function restore(page: Page, target: string) {
  return page.getByRole('button', { name: `Restore a → ${target}`, exact: true });
}

async function waitUntilKept(page: Page): Promise<void> {
  await expect(page.locator('[data-written="true"]')).toBeAttached();
}

test('a reload brings back photo, words, picture and history without a run', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editTwice(editor);
  const before = await editor.facts();
  const picture = await editor.pixels('Edited photo');
  await waitUntilKept(page);

  await page.reload();
  await page.getByRole('button', { name: /Continue where you were/ }).click();
  await expect(editor.target).toHaveText('ab');
  await expect(editor.main).toHaveAttribute('data-state', 'done');
  // Runs of this visit would be numbered from one.
  expect((await editor.facts()).runId, 'the picture is the one that was kept').toBe(before.runId);
  expect(psnr(await editor.pixels('Edited photo'), picture)).toBe(120);
  await editor.openPanel();
  for (const target of TARGETS) await expect(restore(page, target)).toBeVisible();

  await restore(page, 'b').click();
  await expect(editor.target).toHaveText('b');
  await expect(editor.main).toHaveAttribute('data-state', 'done');
  await editor.main.getByRole('region', { name: 'Picture' }).focus();
  await page.keyboard.press('Control+z');
  await expect(editor.target, 'what was there before it was restored').toHaveText('ab');
  await expect(editor.main).toHaveAttribute('data-state', 'done');
  await page.keyboard.press('Control+Shift+z');
  await expect(editor.target).toHaveText('b');
});

test('a second tab says that the first one keeps the history', async ({ page, context }) => {
  await new EditorPage(page).open();
  const second = new EditorPage(await context.newPage());
  await second.open();
  await second.drop(photo);
  await second.openPanel();
  await expect(second.page.getByText('Renoir is open in another tab')).toBeVisible();
});
