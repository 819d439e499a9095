import { expect, test, type Page } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { findChangedPixels, psnr, type RgbImage } from '../test/pixels.ts';
import { pairOf, pairPath } from './pixels.ts';
import { serveTinyPack } from './tiny-pack.ts';

async function edit(page: Page, device: 'webgpu' | 'wasm'): Promise<{ photo: RgbImage; edited: RgbImage }> {
  const editor = new EditorPage(page);
  await editor.open(device);
  await editor.drop(pairPath(pairOf('colour'), 'source'));
  await editor.target.fill('b');
  await editor.source.fill('a');
  const { runId } = await editor.waitForRun(undefined, 240_000);
  // The whole picture is the model's.
  await editor.openPanel();
  await page.getByRole('switch', { name: 'Protect the rest' }).click();
  await editor.waitForRun(runId, 240_000);
  await expect(
    page.getByRole('button', { name: device === 'webgpu' ? 'Device: WebGPU' : 'Device: CPU' }),
  ).toBeVisible();
  return { photo: await editor.pixels('Original photo'), edited: await editor.pixels('Edited photo') };
}

test('the same edit on WebGPU and on WASM gives the same picture', async ({ page, context }) => {
  // An adapter in software runs every kernel of the product, a few hundred times slower than a GPU.
  await serveTinyPack(context);
  const { edited: onWasm } = await edit(page, 'wasm');
  const { edited: onWebGpu, photo } = await edit(page, 'webgpu');
  await page.getByRole('radio', { name: 'Select a thing' }).click();
  const mask = page.getByRole('button', { name: 'Clear the mask' });
  await expect(mask).toBeDisabled();
  await page.getByRole('button', { name: /^Select: arrows/ }).click();
  await expect(mask, 'a click selects there too').toBeEnabled();

  expect(psnr(onWebGpu, onWasm)).toBeGreaterThan(40);
  expect(findChangedPixels(onWebGpu, photo).length).toBeGreaterThan(0);
});
