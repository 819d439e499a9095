import { expect, test } from '@playwright/test';
import { findViolations } from './find-violations.ts';
import { EditorPage } from './pages/editor-page.ts';
import { pairOf, pairPath, psnr, readImage } from './pixels.ts';

const pair = pairOf('colour');

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no screen has accessibility violations, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, bypassCSP: true });
    const editor = new EditorPage(await context.newPage());
    const { page } = editor;
    const check = async (screen: string): Promise<void> => {
      expect(await findViolations(page), screen).toEqual([]);
    };
    await editor.open();
    await page
      .getByRole('button', { name: /^Sample/ })
      .first()
      .click();
    await editor.waitForRun();
    await editor.target.press('Enter');
    await expect(page.getByRole('button', { name: /^Restore/ })).toBeVisible();
    await check('history');
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await check('menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^File type/ }).click();
    await check('file type');
    await page.keyboard.press('Escape');

    await editor.chooseFromMenu('Keyboard shortcuts');
    await page.getByRole('searchbox', { name: 'Search' }).fill('undo');
    await expect(page.getByRole('dialog').locator('dt')).toHaveText(['Undo']);
    await check('keyboard shortcuts');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    await editor.chooseFromMenu('Report');
    await expect(page.getByRole('textbox', { name: 'Report' })).toHaveValue(/^Renoir: /);
    await check('report');
    await page.keyboard.press('Escape');

    const choosing = page.waitForEvent('filechooser');
    await editor.chooseFromMenu('Edit several photos');
    await (await choosing).setFiles([pairPath(pair, 'source'), pairPath(pair, 'truth')]);
    await expect(page.getByRole('dialog', { name: 'Edit several photos' })).toBeVisible();
    await check('several photos');
    await page.keyboard.press('Escape');

    await expect(page.locator('[data-written="true"]')).toBeAttached();
    await page.reload();
    await expect(page.getByRole('button', { name: /Continue where you were/ })).toBeVisible();
    await check('continue');
    await page.goto('/?device=wasm#from=a+red+ball&to=a+blue+ball');
    await expect(page.getByText('This link brings an edit')).toBeVisible();
    await check('link');
    await context.close();
  });
}

test('on a phone the whole job is done by touch: open, describe, change, compare, save', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const editor = new EditorPage(await context.newPage());
  const { page } = editor;
  await editor.open();
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open photo' }).first().tap();
  await (await choosing).setFiles(pairPath(pair, 'source'));
  await editor.source.tap();
  await editor.source.fill(pair.source);
  await editor.target.tap();
  await editor.target.fill(pair.target);
  await editor.waitForRun();

  const slider = page.getByRole('slider', { name: 'Before and after' });
  const box = await slider.boundingBox();
  const stage = await page.getByRole('region', { name: 'Picture' }).boundingBox();
  if (box === null || stage === null) throw new Error('there is no line to compare by');
  const before = Number(await slider.getAttribute('aria-valuenow'));
  const session = await context.newCDPSession(page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  for (const moved of [20, 60, 100]) {
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x + moved, y }] });
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect.poll(async () => Number(await slider.getAttribute('aria-valuenow'))).toBeGreaterThan(before + 10);

  // The browser takes the first touch after a drag that was sent to it for the end of that drag.
  await editor.status.tap();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).tap();
  const saved = await readImage(await (await downloading).path());
  expect(psnr(saved, await readImage(pairPath(pair, 'truth')))).toBeGreaterThan(15);
  await expect(page.getByRole('button', { name: 'Download' }), 'the header fits').toBeInViewport({ ratio: 1 });
  await page.getByRole('button', { name: 'More', exact: true }).tap();
  await expect(page.getByRole('dialog', { name: 'More' }), 'the menu fits').toBeInViewport({ ratio: 1 });
  await context.close();
});
