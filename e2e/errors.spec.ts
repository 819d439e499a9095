import { expect } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { pairOf, pairPath } from './pixels.ts';
import { test } from './test.ts';
import { serveTinyPack } from './tiny-pack.ts';

const pair = pairOf('colour');

test('a missing model file is named and can be tried again; without a GPU the processor computes', async ({
  page,
  context,
}) => {
  await serveTinyPack(context);
  let missing = true;
  await page.route('**/models/starter/unet/model.onnx', (route) =>
    missing ? route.fulfill({ status: 404, body: 'not found' }) : route.fallback(),
  );
  const editor = new EditorPage(page);
  await editor.open('auto');
  await editor.drop(pairPath(pair, 'source'));
  await expect(page.getByText('unet/model.onnx').first()).toBeVisible();
  missing = false;
  await page
    .getByRole('button', { name: /try again|retry/i })
    .first()
    .click();
  await editor.source.fill('a');
  await editor.target.fill('b');
  await editor.waitForRun();
  await expect(page.getByText(/CPU|processor/i).first()).toBeVisible();
});
