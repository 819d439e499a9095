import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { PART_BYTES } from '../src/packs/hub/part-plan.ts';
import { countServedTwice, type HubServer } from '../test/hub-server.ts';
import { openBrowser, startHub } from './hub-server.ts';
import { EditorPage } from './pages/editor-page.ts';
import { PacksPage } from './pages/packs-page.ts';
import { pairOf, pairPath } from './pixels.ts';
import { test } from './test.ts';

const REPOSITORY = 'renoir/small-pack';
const STORED_ID = 'renoir--small-pack';
const PACK = 'small-pack';
const STARTER = fileURLToPath(new URL('../public/models/starter/', import.meta.url));
/** SD-Turbo's layout in small, with random weights and without a `pack.json`. */
const SD_TURBO = fileURLToPath(new URL('../test/fixtures/packs/sd-turbo-script-14/', import.meta.url));
const UNET_WEIGHTS = 'unet/model.onnx_data';
const DECODER_WEIGHTS = 'vae_decoder/model.onnx_data';

const pair = pairOf('colour');
const { source, target } = pair;
const photo = pairPath(pair, 'source');

let hub: HubServer;
let browser: BrowserContext;

test.describe.configure({ timeout: 300_000 });
test.beforeEach(async () => {
  hub = await startHub({ [REPOSITORY]: STARTER });
  browser = await openBrowser(hub);
});
test.afterEach(async () => {
  await browser.close();
  await hub.close();
});

async function openPage(page?: Page): Promise<{ editor: EditorPage; packs: PacksPage }> {
  const opened = page ?? (await browser.newPage());
  const editor = new EditorPage(opened);
  await editor.open();
  return { editor, packs: new PacksPage(opened) };
}

async function editPhoto(editor: EditorPage): Promise<string> {
  await editor.drop(photo);
  await editor.source.fill(source);
  await editor.target.fill(target);
  return (await editor.waitForRun()).runId;
}

function sentBytes(from = 0): number {
  return hub
    .served()
    .slice(from)
    .reduce((sum, { length }) => sum + length, 0);
}

test('a model is added by name, survives a broken line and a closed tab, edits without a network, and gives its space back', async () => {
  const first = await openPage();
  await first.packs.open();
  const offer = await first.packs.look(REPOSITORY);
  await expect(offer.getByRole('link', { name: /mit/ })).toHaveAttribute(
    'href',
    `https://huggingface.co/${REPOSITORY}`,
  );
  await expect(offer.getByRole('button', { name: /^Download .* renoir/ })).toBeDisabled();

  // Slow enough that the page keeps up: what a broken line leaves in the browser's own buffers is lost.
  hub.slowDown(1_500_000);
  hub.cutAfter(4_000_000);
  await first.packs.download(offer, REPOSITORY);
  await expect(first.packs.row(PACK)).toContainText('The line to the hub broke');
  const arrived = await first.packs.arrivedBytes(STORED_ID);
  expect(arrived).toBeGreaterThan(3_500_000);
  await first.editor.page.close();

  hub.mend();
  hub.slowDown(Infinity);
  const before = hub.served().length;
  const { editor, packs } = await openPage();
  await packs.open();
  await packs.button(`Continue ${PACK}`).click();
  await expect(packs.button(`Use ${PACK}`)).toBeVisible();
  const sizeBytes = await packs.arrivedBytes(STORED_ID);
  expect(sentBytes(before), 'what had arrived was not fetched again').toBe(sizeBytes - arrived);
  expect(countServedTwice(hub.served()), 'what was on the line when it broke').toBe(4_000_000 - arrived);

  await packs.button(`Check the files of ${PACK}`).click();
  await expect(packs.row(PACK)).toContainText('All files of small-pack are sound.');
  const sent = sentBytes();
  await packs.use(PACK);
  await packs.close();
  await editPhoto(editor);

  await hub.close();
  await editor.page.reload();
  await packs.open();
  await expect(packs.row(PACK), 'the choice is remembered').toContainText('In use');
  await packs.close();
  const runId = await editPhoto(editor);
  await browser.setOffline(true);
  await editor.target.fill(source.replace(/^an? (\w+) /, 'a purple '));
  await editor.waitForRun(runId);
  expect(sentBytes()).toBe(sent);
  await browser.setOffline(false);

  await packs.open();
  const full = await packs.storedBytes();
  expect(full).toBeGreaterThan(sizeBytes);
  await packs.button(`Delete ${PACK}`).click();
  await expect(packs.row(PACK)).toBeHidden();
  expect(await packs.storedBytes()).toBe(0);
  await expect(packs.row('Renoir starter')).toContainText('In use');
});

test('a damaged file is refused by name and fetched again alone; a disk without space, a second tab and a pause get a sentence', async () => {
  const { editor, packs } = await openPage();
  await packs.open();
  const devtools = await browser.newCDPSession(editor.page);
  const { origin } = new URL(editor.page.url());
  const setQuota = (quotaSize?: number) =>
    devtools.send('Storage.overrideQuotaForOrigin', { origin, ...(quotaSize === undefined ? {} : { quotaSize }) });

  // The last byte of a part: before the disk is full this part is whole and kept, or it comes after the pause, which may lose what is on the slow line.
  hub.corrupt(UNET_WEIGHTS, PART_BYTES - 1, 1);
  await setQuota(20_000_000);
  await packs.download(await packs.look(REPOSITORY), REPOSITORY);
  await expect(packs.dialog.getByText('There is no space for this model')).toBeVisible();
  await setQuota();

  hub.slowDown(50_000);
  await packs.download(await packs.look(REPOSITORY), REPOSITORY);
  await packs.button(`Pause ${PACK}`).click();
  await expect(packs.button(`Continue ${PACK}`)).toBeVisible();
  await packs.button(`Continue ${PACK}`).click();

  const second = await openPage();
  await second.packs.open();
  await second.packs.button(`Delete ${PACK}`).click();
  await expect(second.editor.page.getByText('Renoir is open in another tab')).toBeVisible();
  await second.editor.page.close();

  hub.slowDown(Infinity);
  await expect(packs.row(PACK)).toContainText(`${UNET_WEIGHTS} arrived damaged and was refused`);
  await expect(packs.button(`Use ${PACK}`)).toBeVisible();
  const sentOf = (path: string) =>
    hub.served().reduce((sum, range) => sum + (range.path === path ? range.length : 0), 0);
  const sizeOf = (path: string) => statSync(STARTER + path).size;
  expect(sentOf(UNET_WEIGHTS), 'twice').toBeGreaterThanOrEqual(2 * sizeOf(UNET_WEIGHTS));
  expect(sentOf(DECODER_WEIGHTS), 'once, but for what a pause left on the line').toBeLessThan(
    2 * sizeOf(DECODER_WEIGHTS),
  );

  // A folder that the browser hands out by its picker: here one of its own storage, where no person has to be asked.
  await editor.page.evaluate((id) => {
    Object.assign(window, {
      showDirectoryPicker: async () => {
        const root = await navigator.storage.getDirectory();
        const pack = await (await root.getDirectoryHandle('packs')).getDirectoryHandle(id);
        return pack.getDirectoryHandle('files');
      },
    });
  }, STORED_ID);
  await packs.button('Choose a folder').click();
  await expect(packs.row('files')).toContainText('In use');
  await editor.page.reload();
  await packs.open();
  await expect(packs.row('files'), 'its handle was kept').toContainText('In use');
  await expect(packs.row('files')).toContainText('read from its folder');
});

test('a folder without pack.json is recognised, used and kept as a copy', async () => {
  const { editor, packs } = await openPage();
  await editor.page.evaluate(() => Object.assign(window, { showDirectoryPicker: undefined }));
  await editPhoto(editor);
  await packs.open();
  const choosing = editor.page.waitForEvent('filechooser');
  await packs.button('Choose a folder').click();
  await (await choosing).setFiles(SD_TURBO);
  const row = packs.row('sd-turbo-script-14').first();
  await expect(row).toContainText('In use');
  await expect(row).toContainText('for this visit only');
  await packs.close();
  await editor.waitForRun();
  await expect(editor.target, 'the words stayed').toHaveText(target);

  await packs.open();
  await packs.button('Keep a copy of sd-turbo-script-14').click();
  await expect(packs.button('Check the files of sd-turbo-script-14')).toBeVisible();
  await editor.page.reload();
  await packs.open();
  const copy = packs.row('sd-turbo-script-14');
  await expect(copy).toContainText('In use');
  const compiled = await editor.page.evaluate(async () => {
    const names: string[] = [];
    const root = await navigator.storage.getDirectory();
    for await (const pack of (await root.getDirectoryHandle('packs')).values()) {
      if (pack.kind !== 'directory') continue;
      const folder = await pack.getDirectoryHandle('compiled').catch(() => null);
      if (folder === null) continue;
      for await (const key of folder.values()) {
        if (key.kind === 'directory') for await (const name of key.keys()) names.push(name);
      }
    }
    return names;
  });
  expect(compiled).toContain('gradient.onnx');
});
