import { expect, test } from 'vitest';
import type { LargeCompilation } from '../../test/large-unet/compile-large-unet.ts';
import { LARGE_UNET_PARAMETERS } from '../../test/large-unet/write-large-unet.ts';

test('a worker compiles a UNet of 866 M parameters', async () => {
  const worker = new Worker(new URL('../../test/large-unet/large-unet.worker.ts', import.meta.url), { type: 'module' });
  const compiled = await new Promise<LargeCompilation>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<LargeCompilation>) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
  }).finally(() => worker.terminate());
  expect(compiled.parameters).toBe(LARGE_UNET_PARAMETERS);
  expect(compiled.nodes.controlled).toBeGreaterThan(compiled.nodes.forward);
});
