import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { HISTORY_BUDGET_BYTES } from '../../src/app/store/history-reducer.ts';
import { pairOf, pairPath } from '../pixels.ts';
import { fillHistory } from './fill-history.ts';
import { createSampler } from './take-sample.ts';
import { targetOf, Visit } from './visit.ts';
import { writeResults } from './write-results.ts';

const MODEL = 'sd-turbo-script-14';
const FILES = 200;
const PACKS = 20;
const TYPING_MINUTES = Number(process.env['SOAK_TYPING_MINUTES'] ?? 10);

test('a history at its budget is opened and listed', async ({ page }) => {
  const visit = new Visit(page);
  await visit.open();
  await visit.addPack(MODEL);
  await visit.edit(1);
  await visit.editor.openPanel();
  await expect(page.locator('[data-written="true"]')).toBeAttached();
  const edits = await fillHistory(page, HISTORY_BUDGET_BYTES);

  const openSeconds = startClock();
  await visit.open();
  await page.getByRole('button', { name: /Continue where you were/ }).click();
  await expect(visit.editor.target).toHaveText(targetOf(1));
  const opened = openSeconds();
  const listSeconds = startClock();
  await visit.editor.openPanel();
  await expect(page.getByRole('button', { name: /^Restore/ })).toHaveCount(edits);
  writeResults('history', { edits, openSeconds: opened, listSeconds: listSeconds() });
});

test('two hundred photos go through one batch', async ({ browser }) => {
  const page = await browser.newPage();
  const sample = await createSampler(browser, page);
  const visit = new Visit(page);
  await visit.open();
  await visit.addPack(MODEL);
  const before = await sample(0);
  const photo = await sharp(pairPath(pairOf('colour'), 'source'))
    .resize(640, 480, { fit: 'fill' })
    .jpeg()
    .toBuffer();
  await dropCopies(page, photo.toString('base64'), FILES);
  const dialog = page.getByRole('dialog', { name: 'Edit several photos' });
  await expect(dialog.getByText(`${FILES} photos`)).toBeVisible();
  await dialog.getByRole('textbox', { name: 'The photos show' }).fill('a red ball on grass at day');
  await dialog.getByRole('textbox', { name: 'Make them' }).fill('a blue ball on grass at day');
  const seconds = startClock();
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(dialog.getByRole('button', { name: /^Save zip/ })).toBeVisible({ timeout: 60 * 60_000 });
  const batchSeconds = seconds();
  const ended = await sample(FILES);
  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: /^Save zip/ }).click();
  const zip = readFileSync(await (await downloading).path());
  expect(Object.keys(unzipSync(new Uint8Array(zip)))).toHaveLength(FILES);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  const closed = await sample(FILES);
  writeResults('batch', {
    files: FILES,
    seconds: batchSeconds,
    zipMb: Math.round(zip.length / 1e4) / 100,
    samples: { before, ended, closed },
  });
  // Its pictures are let go of with it.
  expect(closed.pageMb - before.pageMb).toBeLessThan(20);
});

test('twenty models are kept, listed and used', async ({ browser }) => {
  const page = await browser.newPage();
  const sample = await createSampler(browser, page);
  const visit = new Visit(page);
  await visit.open();
  const parent = mkdtempSync(join(tmpdir(), 'renoir-models-'));
  const names = Array.from({ length: PACKS }, (_, i) => `model-${String(i + 1).padStart(2, '0')}`);
  for (const name of names) {
    const folder = join(parent, name);
    cpSync(fileURLToPath(new URL(`../../test/fixtures/packs/${MODEL}/`, import.meta.url)), folder, { recursive: true });
    await visit.addFolder(folder, name);
    await visit.packs.open();
    await visit.packs.button(`Keep a copy of ${name}`).click();
    await expect(visit.packs.button(`Check the files of ${name}`)).toBeVisible();
    await visit.packs.close();
  }
  const listSeconds = startClock();
  await visit.open();
  await visit.packs.open();
  for (const name of names) await expect(visit.packs.button(`Check the files of ${name}`)).toBeVisible();
  const listed = listSeconds();
  for (const name of [names[0] ?? '', names[PACKS - 2] ?? '']) {
    await visit.packs.use(name);
  }
  await visit.packs.close();
  await visit.edit(1);
  writeResults('packs', { packs: PACKS, listSeconds: listed, sample: await sample(1) });
});

test('a photo of a hundred megapixels is opened, edited and saved', async ({ browser }) => {
  const page = await browser.newPage();
  const sample = await createSampler(browser, page);
  const visit = new Visit(page);
  await visit.open();
  await visit.addPack(MODEL);
  const [width, height] = [11_664, 8_750];
  const photo = join(mkdtempSync(join(tmpdir(), 'renoir-photo-')), 'hundred.jpeg');
  await sharp(pairPath(pairOf('colour'), 'source'))
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .toFile(photo);
  const openSeconds = startClock();
  await visit.editor.choose(photo);
  const opened = openSeconds();
  await visit.editor.source.fill('a red ball on grass at day');
  const editSeconds = startClock();
  await visit.edit(2);
  await visit.editor.waitForFullSize();
  const edited = editSeconds();
  const editing = await sample(1);
  const saveSeconds = startClock();
  const { path } = await visit.editor.download();
  const saved = saveSeconds();
  expect(await sharp(path, { limitInputPixels: false }).metadata()).toMatchObject({ width, height });
  writeResults('hundredMegapixels', {
    width,
    height,
    openSeconds: opened,
    editSeconds: edited,
    saveSeconds: saved,
    sample: editing,
    saved: await sample(1),
  });
});

test('the words follow many minutes of typing', async ({ browser }) => {
  const page = await browser.newPage();
  const sample = await createSampler(browser, page);
  const visit = new Visit(page);
  await visit.open();
  await visit.addPack(MODEL);
  await visit.edit(1);
  const { target } = visit.editor;
  const samples = [await sample(0)];
  const seconds = startClock();
  let keys = 0;
  for (let minute = 1; minute <= TYPING_MINUTES; minute++) {
    for (let sentence = 1; seconds() < 60 * minute; sentence++) {
      await target.press('Control+a');
      const words = targetOf(sentence);
      await target.pressSequentially(words, { delay: 60 });
      keys += words.length;
    }
    samples.push(await sample(minute));
  }
  await target.fill(targetOf(1));
  await expect(visit.editor.main).toHaveAttribute('data-state', 'done');
  await expect(target).toHaveText(targetOf(1));
  writeResults('typing', { minutes: TYPING_MINUTES, keys, samples });
  const [first, last] = [samples[1], samples.at(-1)];
  expect((last?.pageMb ?? 0) - (first?.pageMb ?? 0)).toBeLessThan(20);
  // One engine, whose photo and words in it stay.
  expect((last?.workersMb ?? 0) - (first?.workersMb ?? 0)).toBeLessThan(5);
});

/** Seconds since, to a tenth. */
function startClock(): () => number {
  const started = performance.now();
  return () => Math.round((performance.now() - started) / 100) / 10;
}

/** Drops a photo that many times, under names of their own. */
async function dropCopies(page: Page, base64: string, count: number): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ content, files }) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
      for (let i = 0; i < files; i++) data.items.add(new File([bytes], `photo-${i}.jpeg`, { type: 'image/jpeg' }));
      return data;
    },
    { content: base64, files: count },
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}
