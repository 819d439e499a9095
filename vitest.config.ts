import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'cli/**/*.test.ts', 'workers/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/*.browser.test.ts', '**/*.view.test.ts', 'node_modules/**'],
    testTimeout: 60_000,
    // The native runtime keeps its own thread pool: two workers are enough on a small machine.
    maxWorkers: 2,
  },
});
