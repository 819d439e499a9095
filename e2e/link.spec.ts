import { expect } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { pairOf, pairPath } from './pixels.ts';
import { test } from './test.ts';
import { serveTinyPack } from './tiny-pack.ts';

const photo = pairPath(pairOf('colour'), 'source');

test('a link opens the sample with the words that were copied, and never carries a photo', async ({
  page,
  context,
}) => {
  await serveTinyPack(context);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const editor = new EditorPage(page);
  await editor.open();
  await page
    .getByRole('button', { name: /^Sample/ })
    .first()
    .click();
  const source = await editor.source.inputValue();
  await editor.target.fill('a green ball on grass at day');
  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByText('Copied a link that opens this sample')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(link).search, 'what follows the # is sent to no server').toBe('?device=wasm');
  expect(link.length).toBeLessThan(300);

  const other = await context.newPage();
  await other.goto(link);
  const linked = new EditorPage(other);
  await expect(linked.target).toHaveText(/green/);
  await expect(linked.source).toHaveValue(source);
  expect(new URL(other.url()).hash, 'a reload continues instead of beginning anew').toBe('');

  await other.goto('/?device=wasm#from=a+red+ball&to=a+purple+ball&seed=7');
  await expect(linked.target, 'the photo that is open takes the words of a new link').toHaveText(/purple/);

  const third = new EditorPage(await context.newPage());
  await third.page.goto('/?device=wasm#from=a+red+ball&to=a+purple+ball&seed=7');
  await expect(third.page.getByText('This link brings an edit')).toBeVisible();
  await third.drop(photo);
  await expect(third.target).toHaveText(/purple/);
});
