import { expect } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { pairOf, pairPath } from './pixels.ts';
import { test } from './test.ts';

test.use({ steps: 2 });

const pair = pairOf('colour');

test('a missing model file is named and can be tried again; without a GPU the processor computes', async ({ page }) => {
  let missing = true;
  await page.route('**/models/starter/unet/model.onnx_data', (route) =>
    missing ? route.fulfill({ status: 404, body: 'not found' }) : route.continue(),
  );
  const editor = new EditorPage(page);
  await editor.open('auto');
  await editor.drop(pairPath(pair, 'source'));
  await expect(page.getByText('unet/model.onnx_data').first()).toBeVisible();
  missing = false;
  await page
    .getByRole('button', { name: /try again|retry/i })
    .first()
    .click();
  await editor.source.fill(pair.source);
  await editor.target.fill(pair.target);
  await editor.waitForRun();
  await expect(page.getByText(/CPU|processor/i).first()).toBeVisible();
});
