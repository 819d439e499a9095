/** Playwright's `test` for pages that share a machine of two cores. */
import { test as base } from '@playwright/test';

/** The server may close a connection that rested just when it is used again. */
const KEPT_ALIVE = { maxRetries: 2 };

interface Sharing {
  /** Denoising steps that the starter recommends: a test that does not judge a picture takes fewer, and half of the time. */
  readonly steps: number | null;
}

export const test = base.extend<Sharing>({
  steps: [null, { option: true }],
  context: async ({ context, steps }, provide) => {
    // Threads of two pages on two cores would wait for each other, and onnxruntime's wait by counting.
    await context.route(/\.worker-[^/]*\.js$/, async (route) => {
      const response = await route.fetch(KEPT_ALIVE);
      const oneCore = `Object.defineProperty(navigator, 'hardwareConcurrency', { value: 1 });\n`;
      await route.fulfill({ response, body: oneCore + (await response.text()) });
    });
    if (steps !== null) {
      await context.route('**/models/starter/pack.json', async (route) => {
        const response = await route.fetch(KEPT_ALIVE);
        const manifest = await response.json();
        manifest.recommended.steps = steps;
        await route.fulfill({ response, json: manifest });
      });
    }
    await provide(context);
    // What a closed page still waits for.
    await context.unrouteAll({ behavior: 'ignoreErrors' });
  },
});
