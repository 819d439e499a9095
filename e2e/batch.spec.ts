import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { EditorPage } from './pages/editor-page.ts';
import { psnr } from '../test/pixels.ts';
import { pairPath, pairsOf, readImage } from './pixels.ts';
import { test } from './test.ts';
import { serveTinyPack } from './tiny-pack.ts';

test.beforeEach(async ({ context }) => serveTinyPack(context));

const pairs = pairsOf('colour', 2);

test('several photos follow the same words into one zip; what is no photo is named and left out', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  const files = [
    ...pairs.map((pair) => ({
      name: `${pair.id}.webp`,
      type: 'image/webp',
      bytes: readFileSync(pairPath(pair, 'source')),
    })),
    { name: 'notes.png', type: 'image/png', bytes: Buffer.from('this is a text') },
  ];
  const transfer = await page.evaluateHandle(
    (list) => {
      const data = new DataTransfer();
      for (const { name, type, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
      }
      return data;
    },
    files.map(({ name, type, bytes }) => ({ name, type, base64: bytes.toString('base64') })),
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });

  const dialog = page.getByRole('dialog', { name: 'Edit several photos' });
  await expect(dialog.getByText('3 photos')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'The photos show' }).fill('a');
  await dialog.getByRole('textbox', { name: 'Make them' }).fill('b');
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(dialog.getByText('2 of 3 done. The others are named below.')).toBeVisible();
  await expect(dialog.getByText(/“notes.png” is not a picture/)).toBeVisible();

  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: /^Save zip/ }).click();
  const download = await downloading;
  const zip = unzipSync(new Uint8Array(readFileSync(await download.path())));
  expect(Object.keys(zip)).toEqual(pairs.map(({ id }) => `${id}.png`));
  for (const pair of pairs) {
    const bytes = zip[`${pair.id}.png`] ?? new Uint8Array();
    const { xmp } = await sharp(bytes).metadata();
    expect(xmp?.toString()).toContain('compositeWithTrainedAlgorithmicMedia');
    const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const edited = { width: info.width, height: info.height, rgba: new Uint8Array(data) };
    expect(psnr(edited, await readImage(pairPath(pair, 'source'))), 'the picture was edited').toBeLessThan(40);
  }
});
