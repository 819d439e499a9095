/** Finds a Chromium for the browser tests, and installs one where there is none. */
import { existsSync } from 'node:fs';
import { attempt, run, succeeds } from './process.mjs';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of a Chromium that starts, or undefined. Playwright's own download counts. */
async function findChromium() {
  const { chromium } = await import('playwright');
  return [process.env['CHROMIUM_PATH'], ...candidates, chromium.executablePath()].find(
    (path) => path && existsSync(path) && succeeds(path, ['--version']),
  );
}

/** Path of a Chromium, installed by the system's package manager or by Playwright when none is found. */
export async function ensureChromium() {
  const found = await findChromium();
  if (found) return found;
  const isRoot = process.getuid?.() === 0;
  if (process.platform === 'linux' && isRoot && succeeds('apt-get', ['--version'])) {
    attempt('apt-get', ['update']);
    attempt('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
    const installed = await findChromium();
    if (installed) return installed;
  }
  run('npx', ['playwright', 'install', ...(isRoot ? ['--with-deps'] : []), 'chromium']);
  const downloaded = await findChromium();
  if (!downloaded) throw new Error('No Chromium could be installed. Install one and name it in CHROMIUM_PATH.');
  return downloaded;
}
