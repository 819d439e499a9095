/**
 * `npm run browsers -- URL [CAPABILITIES]`: opens the built page in another browser, edits a sample in it as a person would, and prints
 * what the browser has and what came of it. URL is that of a WebDriver server: geckodriver, WebKitWebDriver, safaridriver, msedgedriver;
 * CAPABILITIES are its own, as JSON.
 *
 *     geckodriver --port 4444 & npm run browsers -- http://127.0.0.1:4444 '{"browserName": "firefox"}'
 */
import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { preview } from 'vite';
import { openWebDriver } from './webdriver.ts';

const [server = 'http://127.0.0.1:4444', capabilities = '{}'] = process.argv.slice(2);
const SCREENSHOT = 'test-results/browser.png';
const MOST_SECONDS = 300;
const FIND_SAMPLE = `[...document.querySelectorAll('button')]
  .find((button) => (button.getAttribute('aria-label') ?? button.textContent).startsWith('Sample'))`;
/** Pixels of the edited photo that differ from the original's by more than 12 of 255 in a channel. */
const COUNT_CHANGED = `const [before, after] = ['Original photo', 'Edited photo'].map((name) => {
  const shown = document.querySelector('canvas[aria-label="' + name + '"]');
  const { width, height } = shown;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context.drawImage(shown, 0, 0);
  return context.getImageData(0, 0, width, height).data;
});
let changed = 0;
for (let i = 0; i < after.length; i += 4) {
  if ([0, 1, 2].some((channel) => Math.abs(after[i + channel] - before[i + channel]) > 12)) changed += 1;
}
return changed;`;

const site = await preview({ preview: { port: 4189, strictPort: true }, logLevel: 'error' });
const browser = await openWebDriver(server, JSON.parse(capabilities));
try {
  await browser.open('http://localhost:4189/');
  await waitFor(`return ${FIND_SAMPLE} !== undefined`);
  const has = await browser.run(`return {
    crossOriginIsolated,
    sharedArrayBuffer: typeof SharedArrayBuffer !== 'undefined',
    webgpu: 'gpu' in navigator,
    privateFiles: 'getDirectory' in (navigator.storage ?? {}),
    locks: 'locks' in navigator,
  }`);
  const started = performance.now();
  await browser.run(`${FIND_SAMPLE}.click()`);
  await waitFor(`return document.querySelector('main').dataset.state === 'done'
    && document.querySelector('[role="status"]').dataset.invertRows > 0`);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const changed = await browser.run(COUNT_CHANGED);
  writeFileSync(SCREENSHOT, await browser.takeScreenshot());
  process.stdout.write(
    `${JSON.stringify({ ...browser.about, has, seconds, changed, screenshot: SCREENSHOT }, null, 2)}\n`,
  );
  if (!(Number(changed) > 0)) throw new Error('the picture is that of the photo');
} finally {
  await browser.close();
  await site.close();
}

/** Asks again and again until a script says true. */
async function waitFor(script: string): Promise<void> {
  for (let second = 0; second < MOST_SECONDS; second++) {
    if ((await browser.run(script)) === true) return;
    await setTimeout(1000);
  }
  throw new Error(`not within ${MOST_SECONDS} s: ${script}`);
}
