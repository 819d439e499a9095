import { readdirSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { startReleaseServer, type ReleaseServer } from './release-server.ts';

/** A build that follows the one in `dist`, as in the names of caches. */
const NEXT = '2222222222222222';

test.use({ serviceWorkers: 'allow' });
// Files of 60 MB are served and kept in each test.
test.setTimeout(300_000);

let server: ReleaseServer;

test.beforeEach(async () => {
  server = await startReleaseServer();
});

test.afterEach(async () => {
  await server.stop();
});

async function openPage(page: Page): Promise<EditorPage> {
  await page.goto(`${server.origin}/?device=wasm`);
  await expect(page.getByRole('button', { name: 'Open photo' }).first()).toBeVisible();
  return new EditorPage(page);
}

/** The first visit, until everything is kept. */
async function visit(page: Page): Promise<void> {
  await openPage(page);
  await expect(page.getByText('Ready to work offline.')).toBeVisible({ timeout: 200_000 });
  // It came from the network, and is taken care of all the same.
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

const cacheNames = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('renoir-shell-')));

const markBuild = (html: string): string => html.replace('</head>', '<meta name="build" content="2"></head>');

test('after one visit the page opens and edits without its server, which can set no headers', async ({ page }) => {
  await visit(page);
  await server.stop();

  const editor = await openPage(page);
  expect(await page.evaluate(() => crossOriginIsolated), 'the page is isolated from the cache').toBe(true);
  await page
    .getByRole('button', { name: /^Sample/ })
    .first()
    .click();
  const facts = await editor.waitForRun();
  expect(facts.editRows).toBeGreaterThan(0);

  const policies = await page.evaluate(async () => {
    const addresses = performance.getEntriesByType('resource').map(({ name }) => name);
    const threads = addresses.filter((address) => /\.worker-.*\.js$/.test(address));
    const answers = await Promise.all(threads.map((address) => fetch(address)));
    return answers.map(({ headers }) => headers.get('Content-Security-Policy'));
  });
  expect(policies.length).toBeGreaterThan(0);
  for (const policy of policies) expect(policy, 'threads are bound too').toContain("default-src 'none'");

  const kept = await page.evaluate(async () => {
    const requests = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept).toContain('/models/starter/unet/model.onnx_data');
  expect(kept.filter((path) => path.startsWith('/models/') && !path.startsWith('/models/starter/'))).toEqual([]);
});

test('a newer page is offered, taken by Reload, and the old one is cleared away', async ({ page }) => {
  await visit(page);
  server.deploy({ version: NEXT, edits: { 'index.html': markBuild } });

  await openPage(page);
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.locator('meta[name="build"]')).toBeAttached();
  await expect.poll(() => cacheNames(page)).toEqual([`renoir-shell-${NEXT}`]);
});

/** Opens the page without the model, and keeps it. */
async function keep(page: Page): Promise<void> {
  await page.goto(`${server.origin}/?bench`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ script: document.querySelector('script')?.src });
  });
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
}

/** Resolves when a newer service worker is installed, or has failed to. */
async function update(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    // What is refused is told by the worker's state.
    await registration.update().catch(() => undefined);
    const { installing, waiting } = registration;
    if (installing === null) return waiting === null ? 'redundant' : 'installed';
    return new Promise<string>((resolve) => {
      installing.addEventListener('statechange', () => resolve(installing.state), { once: true });
    });
  });
}

test('a tab from before a release keeps its own files, also those that the server has no more', async ({
  page: old,
  context,
}) => {
  const thread = readdirSync('dist/assets').find((name) => name.startsWith('pack-store.worker-')) ?? '';
  const script = /assets\/index-[\w-]+\.js/.exec(await (await fetch(server.origin)).text())?.[0] ?? '';
  const manifest = 'models/starter/pack.json';
  const readId = async (): Promise<unknown> =>
    ((await (await fetch('/models/starter/pack.json')).json()) as { readonly id: unknown }).id;

  await keep(old);
  server.deploy({
    version: NEXT,
    edits: { 'index.html': markBuild, [manifest]: (text) => text.replace('"id": "starter"', '"id": "starter-2"') },
    renamed: { [`assets/${thread}`]: 'assets/pack-store.worker-2.js', [script]: 'assets/index-2.js' },
    worker: (text) => text.replace('no-referrer', 'same-origin'),
  });
  const page = await context.newPage();
  await page.goto(`${server.origin}/?bench`);
  await expect(page.locator('meta[name="build"]'), 'the new build is not there before it is whole').not.toBeAttached();
  expect(await update(page)).toBe('installed');
  await page.evaluate(async () => {
    const changed = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    (await navigator.serviceWorker.ready).waiting?.postMessage('take-over');
    await changed;
  });
  await page.reload();
  await expect(page.locator('meta[name="build"]')).toBeAttached();

  // One worker answers both, each tab and each of its threads by the files of its own build.
  expect([await old.evaluate(readId), await page.evaluate(readId)]).toEqual(['starter', 'starter-2']);
  const readPolicy = async (): Promise<unknown> =>
    (await fetch('/samples/samples.json')).headers.get('Referrer-Policy');
  expect(
    [await old.evaluate(readPolicy), await page.evaluate(readPolicy)],
    'equal files have the headers of each',
  ).toEqual(['no-referrer', 'same-origin']);
  expect((await fetch(`${server.origin}/assets/${thread}`)).status, 'the server has it no more').toBe(404);
  const starting = old.waitForEvent('worker');
  await old.evaluate((address) => void new Worker(address, { type: 'module' }), `/assets/${thread}`);
  expect(await (await starting).evaluate(readId)).toBe('starter');
  expect(await cacheNames(page)).toHaveLength(2);

  await old.close();
  await page.evaluate((address) => void new Worker(address, { type: 'module' }), '/assets/pack-store.worker-2.js');
  await expect.poll(() => cacheNames(page)).toEqual([`renoir-shell-${NEXT}`]);
});

test('a build is not taken while its server is still between two', async ({ page }) => {
  await keep(page);
  const before = await cacheNames(page);
  server.deploy({ version: NEXT, edits: { 'index.html': markBuild }, late: ['index.html'] });
  expect(await update(page)).toBe('redundant');
  await page.reload();
  await expect(page.locator('#root')).toBeAttached();
  await expect(page.locator('meta[name="build"]')).not.toBeAttached();
  expect(await cacheNames(page)).toEqual(expect.arrayContaining([...before]));
});
