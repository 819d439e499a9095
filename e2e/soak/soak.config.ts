/** `npm run soak`: what a long visit and large loads take of memory, written to bench/results/soak.json. No test of `npm test`. */
import { defineConfig } from '@playwright/test';
import base from '../../playwright.config.ts';

/** Of its own: it runs for an hour, and the tests may run beside it. */
const PORT = 4188;

export default defineConfig({
  ...base,
  testDir: '.',
  projects: [{ name: 'soak', testMatch: '*.soak.ts' }],
  workers: 1,
  timeout: 4 * 60 * 60_000,
  // Nothing is judged by its time, and the machine may have other work.
  expect: { timeout: 10 * 60_000 },
  outputDir: '../../test-results/soak',
  use: {
    ...base.use,
    baseURL: `http://localhost:${PORT}`,
    trace: 'off',
    launchOptions: {
      ...base.use?.launchOptions,
      args: [
        ...(base.use?.launchOptions?.args ?? []),
        '--js-flags=--expose-gc',
        // Else the answer waits for a collection that the browser chooses.
        '--enable-blink-features=ForceEagerMeasureMemory',
        // The memory of one visit: a second renderer must not be counted.
        '--disable-features=SpareRendererForSitePerProcess',
      ],
    },
  },
  webServer: {
    ...(base.webServer as object),
    command: `npx vite preview --port ${PORT} --strictPort`,
    url: `http://localhost:${PORT}`,
  },
});
