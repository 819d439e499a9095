import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
const chromium = process.env['CHROMIUM_PATH'] ?? (existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : undefined);

export default defineConfig({
  // onnxruntime-web finds its .wasm files beside its modules, which pre-bundling would move.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  // WebAssembly threads need a cross-origin isolated page.
  server: { headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } },
  test: {
    include: ['src/**/*.browser.test.ts', 'workers/**/*.browser.test.ts', 'cli/**/*.browser.test.ts'],
    // Chooses the packs of cli/bench/packs.browser.test.ts.
    env: { RENOIR_BROWSER_PACKS: process.env['RENOIR_BROWSER_PACKS'] ?? '' },
    testTimeout: 120_000,
    hookTimeout: 600_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          ...(chromium === undefined ? {} : { executablePath: chromium }),
          args: [
            '--no-sandbox',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            // A software adapter: the same shaders as on a GPU, slowly.
            '--enable-unsafe-webgpu',
            '--enable-features=Vulkan',
            '--use-webgpu-adapter=swiftshader',
          ],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
