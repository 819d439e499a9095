/** What a browser restores of a page that was left: the page itself, frozen in the meantime. Playwright switches that off elsewhere. */
import { expect, type Page } from '@playwright/test';
import config from '../playwright.config.ts';
import { EditorPage } from './pages/editor-page.ts';
import { pairOf, pairPath } from './pixels.ts';
import { test } from './test.ts';
import { serveTinyPack } from './tiny-pack.ts';

test.use({
  launchOptions: { ...config.use?.launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] },
});

test.beforeEach(async ({ context }) => serveTinyPack(context));

/** Leaves the page for another, and comes back. Returns whether it is the same page, and if not, why. */
async function leaveAndReturn(page: Page): Promise<unknown> {
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => Object.assign(window, { isRestored: persisted }), { once: true });
  });
  await page.goto('about:blank');
  // A page that is restored is not loaded.
  await page.goBack({ waitUntil: 'commit' });
  return page.evaluate(() => {
    if ('isRestored' in window) return window.isRestored;
    const [navigation] = performance.getEntriesByType('navigation');
    return JSON.stringify((navigation as { notRestoredReasons?: unknown } | undefined)?.notRestoredReasons);
  });
}

for (const device of ['wasm', 'webgpu'] as const) {
  test(`a page that was left with a picture is restored with words, picture and history, and edits on (${device})`, async ({
    page,
  }) => {
    const editor = new EditorPage(page);
    await editor.open(device);
    await editor.drop(pairPath(pairOf('colour'), 'source'));
    await editor.target.fill('b');
    await editor.source.fill('a');
    const { runId } = await editor.waitForRun();
    const picture = await editor.pixels('Edited photo');
    await editor.openPanel();
    const edits = page.getByRole('button', { name: /^Restore/ });
    await expect(edits).toHaveCount(1);

    expect(await leaveAndReturn(page)).toBe(true);
    await expect(editor.source).toHaveText('a');
    await expect(editor.target).toHaveText('b');
    expect(await editor.pixels('Edited photo')).toEqual(picture);
    await expect(edits).toHaveCount(1);
    await editor.target.fill('ab');
    await editor.waitForRun(runId);
    expect(await editor.pixels('Edited photo')).not.toEqual(picture);
    await expect(edits).toHaveCount(2);
  });
}

test('a page that was left in the middle of an edit is restored, and the edit is made', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(pairPath(pairOf('colour'), 'source'));
  await editor.source.fill('a');
  await editor.target.fill('b');
  expect(await leaveAndReturn(page)).toBe(true);
  await editor.waitForRun();
  await editor.waitForFullSize();
});
