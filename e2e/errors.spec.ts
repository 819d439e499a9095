import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { EditorPage } from './pages/editor-page.ts';
import { pairOf, pairPath } from './pixels.ts';

const pair = pairOf('colour');
const photo = pairPath(pair, 'source');
const png = await sharp(photo).png().toBuffer();

test('a file that is no picture is refused with a sentence, and the page goes on', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.dropBytes(Buffer.from('this is a text'), 'notes.png', 'image/png');
  await expect(page.getByText(/not a picture|can.?t be read|cannot be read/i).first()).toBeVisible();
  await editor.drop(photo);
  await expect(editor.source).toBeVisible();
});

test('a truncated picture is refused with a sentence', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.dropBytes(png.subarray(0, 400), 'half.png', 'image/png');
  await expect(page.getByText(/damaged|can.?t be read|cannot be read|not a picture/i).first()).toBeVisible();
});

test('a 300-megapixel picture is refused before it is decoded', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  const header = Buffer.from(png);
  header.writeUInt32BE(20_000, 16);
  header.writeUInt32BE(15_000, 20);
  await editor.dropBytes(header, 'huge.png', 'image/png');
  await expect(page.getByText(/300 megapixel|too large/i).first()).toBeVisible();
});

test('an empty description and an empty wish are asked for', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(photo);
  await editor.source.fill('');
  await expect(page.getByText(/describe the photo|say what/i).first()).toBeVisible();
  await editor.source.fill(pair.source);
  await editor.target.fill('');
  await expect(page.getByText(/say what|what should|type what/i).first()).toBeVisible();
});

test('a word outside the vocabulary is named, and the suggestion mends it', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(photo);
  await editor.source.fill(pair.source);
  await editor.target.fill('a purpel ball on sand at sunset');
  await expect(page.getByText(/does not know/i).first()).toContainText('purpel');
  await page
    .getByRole('button', { name: /purple/ })
    .first()
    .click();
  await expect(editor.target).toHaveText(/purple ball/);
});

test('a missing model file is named and can be tried again', async ({ page }) => {
  let missing = true;
  await page.route('**/models/starter/unet/model.onnx_data', (route) =>
    missing ? route.fulfill({ status: 404, body: 'not found' }) : route.continue(),
  );
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(photo);
  await expect(page.getByText('unet/model.onnx_data').first()).toBeVisible();
  missing = false;
  await page
    .getByRole('button', { name: /try again|retry/i })
    .first()
    .click();
  await editor.source.fill(pair.source);
  await editor.target.fill(pair.target);
  await editor.waitForRun();
});

test('without a GPU the page says that it computes on the processor, and why', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open('auto');
  await editor.drop(photo);
  await expect(page.getByText(/CPU|processor/i).first()).toBeVisible();
});
