import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { pairOf, pairPath, psnr, type Pair } from './pixels.ts';

const pair = pairOf('colour');
const photo = pairPath(pair, 'source');

/** Edits the photo and keeps the edit. */
async function edit(editor: EditorPage, { source, target }: Pair): Promise<void> {
  await editor.open();
  await editor.drop(photo);
  await editor.source.fill(source);
  await editor.target.fill(target);
  await editor.waitForRun();
}

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
  await edit(editor, pair);
  // Another picture first, so that the number of the run tells the kept one from a new one.
  const first = await editor.facts();
  await editor.target.fill(pair.target.replace(/^an? \w+ /, 'a purple '));
  await editor.waitForRun(first.runId);
  const facts = await editor.facts();
  const picture = await editor.pixels('Edited photo');
  const original = await editor.pixels('Original photo');
  const { bytes, name } = await saveProject(editor);
  expect(name).toMatch(/\.renoir$/);

  const context = await browser.newContext();
  const other = new EditorPage(await context.newPage());
  await other.open();
  await other.dropBytes(bytes, name, '');
  await expect(other.page.getByText(`Opened ${name}`)).toBeVisible();
  await expect(other.target).toHaveText(/purple/);
  await expect(other.main).toHaveAttribute('data-state', 'done');
  expect((await other.facts()).runId).toBe(facts.runId);
  expect(psnr(await other.pixels('Edited photo'), picture)).toBe(120);
  expect(psnr(await other.pixels('Original photo'), original)).toBe(120);
  await expect(other.page.getByRole('button', { name: /^Restore/ })).toHaveCount(1);

  await other.dropBytes(bytes.subarray(0, bytes.length >> 1), 'half.renoir', '');
  await expect(other.page.getByText(/“half.renoir” is no Renoir project, or it is damaged/)).toBeVisible();
  await context.close();
});

test('a saved PNG brings its words: to the original if that is open, else to itself', async ({ page, browser }) => {
  const editor = new EditorPage(page);
  await edit(editor, pair);
  const saved = await editor.download();
  const original = await editor.pixels('Original photo');

  await editor.target.fill(pair.source);
  await editor.drop(saved.path);
  await expect(page.getByText(/They act on .*, which is open/)).toBeVisible();
  await expect(editor.target).toHaveText(new RegExp(pair.target.split(' ')[1] ?? ''));
  expect(psnr(await editor.pixels('Original photo'), original)).toBe(120);

  const context = await browser.newContext();
  const other = new EditorPage(await context.newPage());
  await other.open();
  await other.drop(saved.path);
  await expect(other.page.getByText(/The original.* is not in it/)).toBeVisible();
  await expect(other.source).toHaveValue(pair.source);
  await context.close();
});

test('a link opens the sample with the words that were copied, and never carries a photo', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const editor = new EditorPage(page);
  await editor.open();
  await page
    .getByRole('button', { name: /^Sample/ })
    .first()
    .click();
  await editor.waitForRun();
  const source = await editor.source.inputValue();
  await editor.target.fill('a green ball on grass at day');
  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByText('Copied a link that opens this sample')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(link).search, 'what follows the # is sent to no server').toBe('?device=wasm');
  expect(link.length).toBeLessThan(300);

  const other = await context.newPage();
  await other.goto(link);
  const linked = new EditorPage(other);
  await expect(linked.target).toHaveText(/green/);
  await expect(linked.source).toHaveValue(source);
  expect(new URL(other.url()).hash, 'a reload continues instead of beginning anew').toBe('');

  await other.goto('/?device=wasm#from=a+red+ball&to=a+purple+ball&seed=7');
  await expect(linked.target, 'the photo that is open takes the words of a new link').toHaveText(/purple/);

  const third = new EditorPage(await context.newPage());
  await third.page.goto('/?device=wasm#from=a+red+ball&to=a+purple+ball&seed=7');
  await expect(third.page.getByText('This link brings an edit')).toBeVisible();
  await third.drop(photo);
  await expect(third.target).toHaveText(/purple/);
});

test('while files are held over the page it says what letting go will do', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  const hold = async (types: readonly string[]): Promise<void> => {
    const transfer = await page.evaluateHandle((names) => {
      const data = new DataTransfer();
      for (const type of names) data.items.add(new File(['x'], 'x', { type }));
      return data;
    }, types);
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  };
  const sentences = [
    [['image/jpeg'], 'Drop to open the photo'],
    [[''], 'Drop to open the project'],
    [['image/png'], 'brings its words and settings'],
    [['image/jpeg', 'image/png'], 'Drop to edit 2 photos with the same words'],
  ] as const;
  for (const [types, sentence] of sentences) {
    await hold(types);
    await expect(page.getByText(sentence)).toBeVisible();
    await page.dispatchEvent('body', 'dragleave');
  }
});
