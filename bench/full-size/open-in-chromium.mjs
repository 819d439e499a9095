/**
 * `node bench/full-size/open-in-chromium.mjs FOLDER [webgpu|wasm]`: opens a pack of full size in the built page, from a folder, as a
 * person would, and prints how long it took and what memory the browser's processes had at most. Build first (`npm run build`).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { chromium } from 'playwright';
import { preview } from 'vite';

const PORT = 4187;
const MINUTES = Number(process.env.MINUTES ?? 8);
const [folder, device = 'wasm'] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder of the pack.');

/** Resident megabytes of Chromium's processes below `root`, by what it calls them. */
function readMemory(root) {
  const parents = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, parent] = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      parents.set(Number(pid), Number(parent));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (pid) => pid === root || (parents.has(pid) && isBelow(parents.get(pid)));
  const memory = {};
  for (const pid of parents.keys()) {
    if (!isBelow(pid)) continue;
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (!/^\S*chrom/i.test(command)) continue;
      const kind = /--type=(\S+)/.exec(command)?.[1] ?? 'browser';
      const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
      memory[kind] = (memory[kind] ?? 0) + kilobytes / 1000;
    } catch {
      // It has ended meanwhile.
    }
  }
  return memory;
}

const server = await preview({ preview: { port: PORT, strictPort: true }, logLevel: 'error' });
const executablePath = process.env.CHROMIUM_PATH ?? (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined);
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ['--no-sandbox', '--enable-unsafe-webgpu', '--enable-features=Vulkan', '--use-webgpu-adapter=swiftshader'],
});
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(MINUTES * 60_000);
  page.on('console', (message) => console.error(`console: ${message.text().slice(0, 1000)}`));
  page.on('crash', () => console.error('the tab died'));
  await page.addInitScript(() => Object.assign(globalThis, { showDirectoryPicker: undefined }));
  await page.goto(`http://localhost:${PORT}/?device=${device}`);
  await page.getByRole('button', { name: /^Model/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Models' });
  const choosing = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose a folder' }).click();
  await (await choosing).setFiles(resolve(folder));
  const began = performance.now();
  const peak = {};
  const sample = setInterval(() => {
    for (const [kind, megabytes] of Object.entries(readMemory(process.pid))) {
      peak[kind] = Math.max(peak[kind] ?? 0, Math.round(megabytes));
    }
  }, 2000);
  const status = dialog.getByRole('listitem', { name: basename(folder) }).locator('[data-status]');
  await status.and(dialog.locator('[data-status="open"], [data-status="failed"]')).waitFor();
  clearInterval(sample);
  const outcome = await status.getAttribute('data-status');
  const problem = outcome === 'failed' ? await page.locator('[role="alert"]').first().textContent() : null;
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  console.log(JSON.stringify({ folder, device, outcome, problem, seconds, peakMegabytes: peak }, null, 2));
} finally {
  await browser.close();
  await server.close();
}
