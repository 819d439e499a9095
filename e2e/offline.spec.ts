import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';

const PORT = 4193;
const ADDRESS = `http://localhost:${String(PORT)}/?device=wasm`;

test.use({ serviceWorkers: 'allow' });

let folder = '';
let server: ChildProcess | null = null;

async function startServer(): Promise<void> {
  const options = ['preview', '--port', String(PORT), '--strictPort', '--outDir', folder];
  server = spawn('node', ['node_modules/vite/bin/vite.js', ...options], { stdio: 'ignore' });
  await expect.poll(async () => (await fetch(ADDRESS).catch(() => null))?.status).toBe(200);
}

async function stopServer(): Promise<void> {
  server?.kill();
  server = null;
  await expect.poll(async () => (await fetch(ADDRESS).catch(() => null))?.status).toBeUndefined();
}

function rewrite(name: string, change: (text: string) => string): void {
  const path = join(folder, name);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

async function openPage(page: Page): Promise<EditorPage> {
  await page.goto(ADDRESS);
  await expect(page.getByRole('button', { name: 'Open photo' }).first()).toBeVisible();
  return new EditorPage(page);
}

// Files of 60 MB are copied, served and kept in each test.
test.setTimeout(300_000);

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'renoir-offline-'));
  cpSync('dist', folder, { recursive: true });
});

test.afterEach(async () => {
  await stopServer();
  rmSync(folder, { recursive: true });
});

test('after one visit the page opens and edits without its server', async ({ page }) => {
  await startServer();
  await openPage(page);
  await expect(page.getByText('Ready to work offline.')).toBeVisible();
  await stopServer();

  const editor = await openPage(page);
  expect(await page.evaluate(() => crossOriginIsolated), 'the page is isolated from the cache too').toBe(true);
  await page
    .getByRole('button', { name: /^Sample/ })
    .first()
    .click();
  const facts = await editor.waitForRun();
  expect(facts.editRows).toBeGreaterThan(0);

  const kept = await page.evaluate(async () => {
    const [name] = await caches.keys();
    const requests = await (await caches.open(name ?? '')).keys();
    return requests.map(({ url }) => new URL(url).pathname);
  });
  expect(kept).toContain('/models/starter/unet/model.onnx_data');
  expect(kept.filter((path) => path.startsWith('/models/') && !path.startsWith('/models/starter/'))).toEqual([]);
});

test('a newer page is offered, taken by Reload, and the old one is cleared away', async ({ page }) => {
  await startServer();
  await openPage(page);
  await expect(page.getByText('Ready to work offline.')).toBeVisible();
  const [old] = await page.evaluate(() => caches.keys());

  // A deployment: one file and the list of files are new.
  rewrite('index.html', (page) => page.replace('</head>', '<meta name="build" content="2"></head>'));
  rewrite('sw.js', (worker) => {
    const [, hash = ''] = /index\.html\W+hash\W+([0-9a-f]{16})/.exec(worker) ?? [];
    const version = (old ?? '').replace('renoir-shell-', '');
    return worker.replaceAll(hash, '0000000000000002').replaceAll(version, '2222222222222222');
  });

  await openPage(page);
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.locator('meta[name="build"]')).toBeAttached();
  await expect.poll(() => page.evaluate(() => caches.keys())).toEqual(['renoir-shell-2222222222222222']);
});
