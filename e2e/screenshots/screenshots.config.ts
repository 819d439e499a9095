/** `npm run screenshots`: draws the pictures of docs/screens anew. */
import { defineConfig } from '@playwright/test';
import base from '../../playwright.config.ts';

export default defineConfig({
  ...base,
  testDir: '.',
  projects: [{ name: 'screenshots', testMatch: '*.shot.ts' }],
  workers: 1,
  timeout: 600_000,
  outputDir: '../../test-results',
});
