import { expect, test, type Page } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { psnr, type RgbImage } from '../test/pixels.ts';
import { pairOf, pairPath } from './pixels.ts';

const pair = pairOf('colour');

/** One step by DDIM: a WebGPU adapter in software runs every kernel of the product, a few hundred times slower than a GPU. */
async function editInOneStep(page: Page, device: 'webgpu' | 'wasm'): Promise<RgbImage> {
  const editor = new EditorPage(page);
  await editor.open(device);
  await editor.drop(pairPath(pair, 'source'));
  await editor.source.fill('');
  await editor.lookUnderTheHood();
  await page.getByRole('combobox', { name: 'Method' }).selectOption({ label: 'DDIM' });
  await page.getByRole('spinbutton', { name: 'Steps' }).fill('1');
  await editor.source.fill(pair.source);
  await editor.target.fill(pair.target);
  await editor.waitForRun(undefined, 480_000);
  await expect(
    page.getByRole('button', { name: device === 'webgpu' ? 'Device: WebGPU' : 'Device: CPU' }),
  ).toBeVisible();
  return editor.pixels('Edited photo');
}

test('the same edit on WebGPU and on WASM gives the same picture', async ({ page }) => {
  test.setTimeout(600_000);
  const onWasm = await editInOneStep(page, 'wasm');
  const onWebGpu = await editInOneStep(page, 'webgpu');
  expect(psnr(onWebGpu, onWasm)).toBeGreaterThan(40);
});
