import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { psnr } from '../test/pixels.ts';
import { pairOf } from './pixels.ts';
import { test } from './test.ts';
import { serveTinyPack } from './tiny-pack.ts';

test.beforeEach(async ({ context }) => serveTinyPack(context));

/** A photo, in words that the tiny model knows. */
const pair = { ...pairOf('colour'), source: 'a', target: 'b' };

async function saveProject(editor: EditorPage): Promise<{ readonly bytes: Buffer; readonly name: string }> {
  const downloading = editor.page.waitForEvent('download');
  await editor.chooseFromMenu('Save project');
  const download = await downloading;
  return { bytes: readFileSync(await download.path()), name: download.suggestedFilename() };
}

test('a project brings back photo, words, picture and history on another computer, without a run', async ({
  page,
  browser,
}) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.editPair(pair);
  // Another picture first, so that the number of the run tells the kept one from a new one.
  const first = await editor.facts();
  await editor.target.fill('ab');
  await editor.waitForRun(first.runId);
  const facts = await editor.facts();
  const picture = await editor.pixels('Edited photo');
  const original = await editor.pixels('Original photo');
  const { bytes, name } = await saveProject(editor);
  expect(name).toMatch(/\.renoir$/);
  await editor.openPanel();
  const kept = await page.getByRole('button', { name: /^Restore/ }).count();
  expect(kept).toBeGreaterThan(0);

  const context = await browser.newContext();
  await serveTinyPack(context);
  const other = new EditorPage(await context.newPage());
  await other.open();
  await other.dropBytes(bytes, name, '');
  await expect(other.page.getByText(`Opened ${name}`)).toBeVisible();
  await expect(other.target).toHaveText('ab');
  await expect(other.main).toHaveAttribute('data-state', 'done');
  expect((await other.facts()).runId).toBe(facts.runId);
  expect(psnr(await other.pixels('Edited photo'), picture)).toBe(120);
  expect(psnr(await other.pixels('Original photo'), original)).toBe(120);
  await other.openPanel();
  await expect(other.page.getByRole('button', { name: /^Restore/ })).toHaveCount(kept);

  await other.dropBytes(bytes.subarray(0, bytes.length >> 1), 'half.renoir', '');
  await expect(other.page.getByText(/“half.renoir” is no Renoir project, or it is damaged/)).toBeVisible();
  await context.close();
});

test('a saved PNG brings its words: to the original if that is open, else to itself', async ({ page, browser }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.editPair(pair);
  const saved = await editor.download();
  const original = await editor.pixels('Original photo');

  await editor.target.fill(pair.source);
  await editor.drop(saved.path);
  await expect(page.getByText(/They act on .*, which is open/)).toBeVisible();
  await expect(editor.target).toHaveText(pair.target);
  expect(psnr(await editor.pixels('Original photo'), original)).toBe(120);

  const context = await browser.newContext();
  await serveTinyPack(context);
  const other = new EditorPage(await context.newPage());
  await other.open();
  await other.drop(saved.path);
  await expect(other.page.getByText(/The original.* is not in it/)).toBeVisible();
  await expect(other.source).toHaveValue(pair.source);
  await context.close();
});
