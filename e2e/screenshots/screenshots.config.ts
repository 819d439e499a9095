/** `npm run screenshots`: draws the pictures of docs/screens anew. */
import { defineConfig } from '@playwright/test';
import base from '../../playwright.config.ts';

export default defineConfig({
  ...base,
  testDir: '.',
  testMatch: '*.shot.ts',
  timeout: 600_000,
  outputDir: '../../test-results',
});
