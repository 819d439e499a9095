import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { startElsewhere, type Elsewhere } from './elsewhere.ts';
import { WAYS_IN, WAYS_LEFT_TO_PAGES, WAYS_OUT_OF_PAGES, WAYS_OUT_OF_THREADS } from './ways-out.ts';

type Way = (address: string) => unknown;
type Ways = Readonly<Record<string, Way>>;

/** A page or a worker. */
interface Place {
  evaluate(script: string): Promise<unknown>;
}

/** The page without the model. */
const PAGE = '/?bench';

let elsewhere: Elsewhere;

test.beforeEach(async () => {
  elsewhere = await startElsewhere();
});

test.afterEach(async () => {
  await elsewhere.close();
});

/** Tries a way in a page or a worker; an answer or a refusal may never come. */
async function attempt(where: Place, name: string, way: Way): Promise<void> {
  await where.evaluate(
    `void (async () => (${way.toString()})('http://${elsewhere.host}/${name}'))().catch(() => undefined)`,
  );
}

/** Tries all ways; resolves once the browser has said of each that the policy forbids it. */
async function expectForbidden(where: Place, ways: Ways): Promise<void> {
  await where.evaluate(`
    self.forbidden = [];
    self.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
      // Of frames and objects the address is not told.
      self.forbidden.push(new URL(blockedURI).pathname.slice(1) || effectiveDirective.replace('-src', ''));
    });
  `);
  for (const [name, way] of Object.entries(ways)) await attempt(where, name, way);
  const names = async (): Promise<readonly string[]> => {
    const blocked = (await where.evaluate('self.forbidden')) as readonly string[];
    return [...new Set(blocked)].sort();
  };
  await expect.poll(names).toEqual(Object.keys(ways).sort());
}

test('every way out is a way, where no policy forbids it', async ({ page }) => {
  const server = createServer((_request, response) => response.end('<!doctype html><body>'));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  await page.goto(`http://localhost:${String((server.address() as AddressInfo).port)}/`);
  for (const [name, way] of Object.entries(WAYS_OUT_OF_PAGES)) await attempt(page, name, way);
  await expect.poll(() => Object.keys(WAYS_OUT_OF_PAGES).filter((name) => !elsewhere.arrivals().has(name))).toEqual([]);
  server.closeAllConnections();
  server.close();
});

test('no way leads out of the page', async ({ page }) => {
  await page.goto(PAGE);
  await expectForbidden(page, WAYS_OUT_OF_PAGES);
  expect([...elsewhere.arrivals()]).toEqual([]);
});

test('no way leads out of a worker', async ({ page }) => {
  await page.goto(PAGE);
  const scripts = readdirSync('dist/assets').filter((name) => /\.worker-.*\.js$/.test(name));
  expect(scripts.length).toBeGreaterThanOrEqual(4);
  for (const script of scripts) {
    const starting = page.waitForEvent('worker');
    await page.evaluate((address) => void new Worker(address, { type: 'module' }), `/assets/${script}`);
    await expectForbidden(await starting, WAYS_OUT_OF_THREADS);
  }
  expect([...elsewhere.arrivals()]).toEqual([]);
});

test('no text becomes markup or a script', async ({ page }) => {
  await page.goto(PAGE);
  const refused: string[] = [];
  for (const [name, way] of Object.entries(WAYS_IN)) {
    const error = await page.evaluate(way, `http://${elsewhere.host}/`).catch((reason: unknown) => String(reason));
    if (/TypeError|EvalError/.test(String(error))) refused.push(name);
  }
  expect(refused).toEqual(Object.keys(WAYS_IN));
});

test('a script in the page could still leave by these ways, and by no way unheard of', async ({ context }) => {
  for (const [name, way] of Object.entries(WAYS_LEFT_TO_PAGES)) {
    const page = await context.newPage();
    await page.goto(PAGE);
    await attempt(page, name, way);
    await expect.poll(() => [...elsewhere.arrivals()]).toContain(name);
    await page.close();
  }
});

test('a link, a drawing and a project of a stranger reach nobody and start no download', async ({ page }) => {
  const address = `http://${elsewhere.host}`;
  const asked: string[] = [];
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== 'localhost') asked.push(request.url());
  });
  const downloads: string[] = [];
  page.on('download', (download) => downloads.push(download.url()));
  // The model has no part in it.
  await page.route('**/models/**', (route) => route.abort());

  const words = 'a red ball on grass '.repeat(90);
  const fields = new URLSearchParams({
    from: words,
    to: words,
    sample: `../../${address}/sample`,
    pack: `${address}/pack`,
  });
  await page.goto(`/?device=wasm#${fields.toString()}`);
  await expect(page.getByText('This link brings an edit')).toBeVisible();

  const editor = new EditorPage(page);
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">
    <style>@import url(${address}/style); rect { fill: url(${address}/fill#a) }</style>
    <script>fetch('${address}/script')</script><image href="${address}/image" width="64" height="64"/>
    <rect width="64" height="64"/></svg>`;
  await editor.dropBytes(Buffer.from(drawing), 'drawing.svg', 'image/svg+xml');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('drawing.svg');
  await editor.dropBytes(readFileSync('test/fixtures/stored/0.1.0/project.renoir'), 'foreign.renoir', '');
  await expect(page.getByText('Opened foreign.renoir')).toBeVisible();

  expect([asked, downloads, [...elsewhere.arrivals()]]).toEqual([[], [], []]);
});
