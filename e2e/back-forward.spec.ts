/** What a browser restores of a page that was left: the page itself, frozen in the meantime. Playwright switches that off elsewhere. */
import { expect, type Page, type Route } from '@playwright/test';
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

/** As `leaveAndReturn`, of a page that is reading or may be: Chromium restores it, or loads it anew and names that. */
async function leaveAndGoOn(page: Page): Promise<void> {
  const restored = await leaveAndReturn(page);
  if (restored === true) return;
  expect(restored).toMatch(/outstanding-network-request/);
  await page.getByRole('button', { name: /Continue where you were/ }).click();
}

test('a page that was left in the middle of an edit makes it when it is back', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(pairPath(pairOf('colour'), 'source'));
  await editor.source.fill('a');
  await editor.target.fill('b');
  await editor.waitForRun();
  await editor.target.fill('ab');
  await leaveAndGoOn(page);
  await expect(editor.target).toHaveText('ab');
  await editor.waitForRun();
  await editor.waitForFullSize();
});

test('a page that was left while its model was on its way makes the edit when it is back', async ({
  page,
  context,
}) => {
  const merges = '**/models/starter/tokenizer/merges.txt';
  const held: Route[] = [];
  await context.route(merges, (route) => void held.push(route));
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(pairPath(pairOf('colour'), 'source'));
  await editor.source.fill('a');
  await editor.target.fill('b');
  await expect.poll(() => held.length).toBe(1);
  await context.unroute(merges);
  await leaveAndGoOn(page);
  // Whoever still waits for it; the request of a page that was thrown away is gone.
  await held[0]?.fallback().catch(() => undefined);
  await editor.waitForRun();
});

test('a page whose model could not be read while it was away reads it when it is back', async ({ page, context }) => {
  const merges = '**/models/starter/tokenizer/merges.txt';
  await context.route(merges, (route) => route.fulfill({ body: '' }));
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(pairPath(pairOf('colour'), 'source'));
  await editor.source.fill('a');
  await editor.target.fill('b');
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible();
  await context.unroute(merges);
  expect(await leaveAndReturn(page)).toBe(true);
  await editor.waitForRun();
});
