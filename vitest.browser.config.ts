import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { encodeAvif, encodeTiff, paintPhoto, readByLcms } from './test/colours/colour-commands.ts';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
const chromium = process.env['CHROMIUM_PATH'] ?? (existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : undefined);

/** The starter on the software adapter takes the longest, on one core: it begins, and all others run beside it. */
class StarterFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => (moduleId.includes('starter-denoiser') ? 0 : 1);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  define: { RENOIR_VERSION: JSON.stringify('tests') },
  optimizeDeps: {
    // onnxruntime-web finds its .wasm files beside its modules, which pre-bundling would move.
    exclude: ['onnxruntime-web', '@huggingface/transformers'],
    // What the page and its workers import: found while tests run, it would load their page anew.
    include: [
      'axe-core',
      'comlink',
      'fflate',
      'geotiff',
      'idb',
      'lucide-react',
      'react',
      'react-dom',
      'react-dom/client',
      'react/jsx-dev-runtime',
      'sonner',
      'zustand',
    ],
  },
  // WebAssembly threads need a cross-origin isolated page.
  server: { headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } },
  test: {
    include: ['src/**/*.{browser,view}.test.ts', 'workers/**/*.browser.test.ts', 'cli/**/*.browser.test.ts'],
    maxWorkers: 2,
    sequence: { sequencer: StarterFirst },
    testTimeout: 120_000,
    // A picture takes as long as the machine needs.
    expect: { poll: { timeout: 60_000 } },
    hookTimeout: 600_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      commands: { encodeAvif, encodeTiff, paintPhoto, readByLcms },
      viewport: { width: 1280, height: 800 },
      provider: playwright({
        // No smaller than any view that a test asks for, or it would be shown scaled down.
        contextOptions: { viewport: { width: 1440, height: 900 } },
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
            // Buffers that onnxruntime lets go of are counted once they are collected.
            '--js-flags=--expose-gc',
          ],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
