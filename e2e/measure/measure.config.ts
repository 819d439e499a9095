/** `npm run measure`: times of the page, written to bench/results/page.json. No test: no run fails on time. */
import { defineConfig } from '@playwright/test';
import base from '../../playwright.config.ts';

export default defineConfig({
  ...base,
  testDir: '.',
  projects: [{ name: 'measure', testMatch: '*.measure.ts' }],
  workers: 1,
  timeout: 600_000,
  use: { ...base.use, trace: 'off' },
  outputDir: '../../test-results',
});
