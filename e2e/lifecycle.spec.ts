/** What a browser does with a page that it hides, freezes, leaves and closes: nothing of the work is lost. */
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import sharp from 'sharp';
import { EditorPage } from './pages/editor-page.ts';
import { pairOf, pairPath } from './pixels.ts';
import { test } from './test.ts';
import { serveTinyPack } from './tiny-pack.ts';

test.beforeEach(async ({ context }) => serveTinyPack(context));

const photo = pairPath(pairOf('colour'), 'source');

async function beginEdit(page: Page): Promise<EditorPage> {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(photo);
  await editor.target.fill('b');
  await editor.source.fill('a');
  return editor;
}

/** What was asked for is there, and its picture comes. */
async function expectVisit(page: Page, target: string): Promise<EditorPage> {
  const editor = new EditorPage(page);
  await page.getByRole('button', { name: /Continue where you were/ }).click();
  await expect(editor.source).toHaveText('a');
  await expect(editor.target).toHaveText(target);
  await editor.waitForRun();
  await editor.waitForFullSize();
  return editor;
}

async function countPhotos(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('photos', { create: true });
    let count = 0;
    for await (const name of folder.keys()) if (!name.includes('.crswap')) count += 1;
    return count;
  });
}

async function waitUntilKept(page: Page): Promise<void> {
  await expect(page.locator('[data-written="true"]')).toBeAttached();
}

test('an edit goes on behind another tab, and after the page was frozen', async ({ page, context }) => {
  const devtools = await context.newCDPSession(page);
  const editor = await beginEdit(page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  const { runId } = await editor.waitForRun();
  const picture = await editor.pixels('Edited photo');
  const other = await context.newPage();
  await other.bringToFront();
  await editor.target.fill('ab');
  const hidden = await editor.waitForRun(runId);
  await other.close();
  await page.bringToFront();
  expect(await editor.pixels('Edited photo')).not.toEqual(picture);
  await editor.target.fill('b');
  await editor.waitForRun(hidden.runId);
  expect(await editor.pixels('Edited photo')).toEqual(picture);
});

test('a page that is left and closed in the middle of its work is found as it was', async ({ page, context }) => {
  await beginEdit(page);
  // In the middle of an edit: the photo is on the disk, its words are not.
  await expect.poll(() => countPhotos(page)).toBe(1);
  await page.goto('about:blank');
  await page.goBack();
  const back = await expectVisit(page, 'b');

  // In the middle of a keep.
  await back.openPanel();
  await back.target.press('Enter');
  await page.close();
  const second = await context.newPage();
  await new EditorPage(second).open();
  const again = await expectVisit(second, 'b');
  const picture = await again.pixels('Edited photo');
  await again.openPanel();
  await expect(second.getByRole('button', { name: /^Restore/ })).toHaveCount(1);

  // In the middle of a download.
  await waitUntilKept(second);
  await second.getByRole('button', { name: 'Download' }).click({ noWaitAfter: true });
  await second.close();
  const third = await context.newPage();
  await new EditorPage(third).open();
  const last = await expectVisit(third, 'b');
  expect(await last.pixels('Edited photo')).toEqual(picture);
  const { path } = await last.download();
  expect(await sharp(readFileSync(path)).metadata()).toMatchObject({ width: 256, height: 256 });
});

test('threads that end without a word in the middle of an edit begin again, and the edit is made', async ({ page }) => {
  const editor = await beginEdit(page);
  const { runId } = await editor.waitForRun();
  const picture = await editor.pixels('Edited photo');
  for (const thread of ['inference', 'photo']) {
    await editor.target.fill('ab');
    await endThread(page, thread);
    await expect(page.getByRole('button', { name: 'Device: CPU' })).toBeVisible();
    await expect.poll(async () => (await editor.facts()).runId).not.toBe(runId);
    await editor.target.fill('b');
    await expect(editor.main).toHaveAttribute('data-state', 'done');
    await expect.poll(() => editor.pixels('Edited photo')).toEqual(picture);
  }
});

test('the engine ends without a word while it waits, and the next edit is made', async ({ page }) => {
  const editor = await beginEdit(page);
  const { runId } = await editor.waitForRun();
  await endThread(page, 'inference');
  await expect.poll(() => page.workers().filter((each) => each.url().includes('inference.worker-')).length).toBe(0);
  await editor.target.fill('ab');
  await editor.waitForRun(runId);
});

/** As the browser ends one that takes too much memory. */
async function endThread(page: Page, name: string): Promise<void> {
  const worker = page.workers().find((each) => each.url().includes(`${name}.worker-`));
  if (worker === undefined) throw new Error(`there is no thread ${name}`);
  await worker.evaluate(() => self.close());
}
