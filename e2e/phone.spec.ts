import { expect } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { psnr } from '../test/pixels.ts';
import { pairOf, pairPath, readImage } from './pixels.ts';
import { test } from './test.ts';

test.use({ steps: 2 });

const pair = pairOf('colour');

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
  await expect(page.getByRole('group', { name: 'Zoom' }), 'two fingers do it').toBeHidden();
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
