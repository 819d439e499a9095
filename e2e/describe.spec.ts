import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, type BrowserContext } from '@playwright/test';
import type { HubServer } from '../test/hub-server.ts';
import { openBrowser, startHub } from './hub-server.ts';
import { EditorPage } from './pages/editor-page.ts';
import { serveTinyPack } from './tiny-pack.ts';

/** A captioner of the same structure as the real one, made by bench/describer, and what transformers reads in its pictures. */
const REPOSITORY = fileURLToPath(new URL('captioner/repository/', import.meta.url));
const PICTURES = fileURLToPath(new URL('captioner/pictures/', import.meta.url));
const captions = JSON.parse(readFileSync(`${REPOSITORY}expected.json`, 'utf8')) as Record<string, string>;

let hub: HubServer;
let browser: BrowserContext;
test.beforeEach(async () => {
  hub = await startHub({ 'Xenova/vit-gpt2-image-captioning': REPOSITORY });
  browser = await openBrowser(hub);
  await serveTinyPack(browser);
});
test.afterEach(async () => {
  await browser.close();
  await hub.close();
});

async function openPicture(name: string): Promise<EditorPage> {
  const editor = new EditorPage(browser.pages()[0] ?? (await browser.newPage()));
  await editor.open();
  await editor.choose(`${PICTURES}${name}`);
  return editor;
}

test('a photo is put into words by a model that is fetched once, after its size and licence were shown', async () => {
  const [[first, firstCaption], [second, secondCaption]] = Object.entries(captions) as [
    [string, string],
    [string, string],
  ];
  const editor = await openPicture(first);
  const { page } = editor;
  await page.getByRole('button', { name: 'Describe it for me' }).click();
  const offer = page.getByRole('dialog', { name: 'Describe it for me' });
  await expect(offer).toContainText('246 MB');
  await expect(offer.getByRole('link', { name: /Apache 2\.0/ })).toHaveAttribute('href', /huggingface\.co/);
  expect(hub.served(), 'nothing is fetched before the question is answered').toEqual([]);
  await offer.getByRole('button', { name: 'Get it and describe' }).click();
  await expect(editor.source).toHaveValue(firstCaption);

  const fetched = hub.served().length;
  expect(fetched).toBeGreaterThan(0);
  const again = await openPicture(second);
  await again.page.getByRole('button', { name: 'Describe it for me' }).click();
  await expect(again.source).toHaveValue(secondCaption);
  expect(hub.served(), 'the browser kept the model').toHaveLength(fetched);
});

test('without a connection a sentence says so, and typing works as ever', async () => {
  await hub.close();
  const editor = await openPicture(Object.keys(captions)[0] ?? '');
  await editor.page.getByRole('button', { name: 'Describe it for me' }).click();
  await editor.page.getByRole('button', { name: 'Get it and describe' }).click();
  await expect(editor.page.getByRole('alert')).toContainText('Check the connection');
  await editor.source.fill('a blue ball');
  await expect(editor.source).toHaveValue('a blue ball');
});
