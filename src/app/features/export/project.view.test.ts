import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { psnr } from '../../../../test/pixels.ts';
import { catchDownload } from '../../testing/dialogues.ts';
import { closeEditor, editor, openEditor } from '../../testing/editor.ts';
import { fetchPair } from '../../testing/test-pairs.ts';

afterEach(() => {
  closeEditor();
  vi.restoreAllMocks();
});

/** Names of the edits in the history. */
function listKept(): readonly string[] {
  const entries = page.getByRole('button', { name: /^Restore/ }).elements();
  return entries.map((entry) => entry.getAttribute('aria-label') ?? '');
}

it('a project brings back photo, words, picture and history on another computer, without a run', async () => {
  const pair = await fetchPair('colour');
  await openEditor();
  const first = await editor.editPhoto(pair.photo, pair.source, pair.target);
  // Another picture first, so that the number of the run tells the kept one from a new one.
  await editor.target.fill(pair.target.replace(/^an? \w+ /, 'a purple '));
  const { runId } = await editor.waitForRun(first.runId);
  const picture = await editor.pixels('Edited photo');
  const original = await editor.pixels('Original photo');
  const saving = catchDownload();
  await editor.chooseFromMenu('Save project');
  const project = await saving;
  expect(project.name).toMatch(/\.renoir$/);
  await editor.openPanel();
  const kept = listKept();
  expect(kept.length).toBeGreaterThan(0);

  await openEditor();
  editor.drop(new File([project], project.name));
  await expect.element(page.getByText(`Opened ${project.name}`)).toBeVisible();
  await expect.element(editor.target).toHaveTextContent(/purple/);
  await expect.element(editor.main).toHaveAttribute('data-state', 'done');
  expect(editor.facts().runId).toBe(runId);
  // The picture of the whole photo follows the one of the pack's size.
  await expect.poll(async () => psnr(await editor.pixels('Edited photo'), picture)).toBe(120);
  await expect.poll(async () => psnr(await editor.pixels('Original photo'), original)).toBe(120);
  await editor.openPanel();
  await expect.poll(listKept).toEqual(kept);

  editor.drop(new File([project.slice(0, project.size >> 1)], 'half.renoir'));
  await expect.element(page.getByText(/“half.renoir” is no Renoir project, or it is damaged/)).toBeVisible();
});

it('a saved PNG brings its words: to the original if that is open, else to itself', async () => {
  const pair = await fetchPair('colour');
  await openEditor();
  await editor.editPhoto(pair.photo, pair.source, pair.target);
  await editor.waitForFullSize();
  const saving = catchDownload();
  await page.getByRole('button', { name: 'Download' }).click();
  const saved = await saving;
  expect(saved.name).toMatch(/\.png$/);
  const original = await editor.pixels('Original photo');

  await editor.target.fill(pair.source);
  editor.drop(saved);
  await expect.element(page.getByText(/They act on .*, which is open/)).toBeVisible();
  await expect.element(editor.target).toHaveTextContent(new RegExp(pair.target.split(' ')[1] ?? ''));
  expect(psnr(await editor.pixels('Original photo'), original)).toBe(120);

  await openEditor();
  editor.drop(saved);
  await expect.element(page.getByText(/The original.* is not in it/)).toBeVisible();
  await expect.element(editor.source).toHaveValue(pair.source);
});
