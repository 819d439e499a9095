import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { Root } from 'react-dom/client';
import type { BenchmarkReport } from '../../protocol/benchmark.ts';
import { showBenchmark } from './show-benchmark.tsx';

let shown: { readonly root: Root; readonly element: HTMLElement } | null = null;

afterEach(() => {
  shown?.root.unmount();
  shown?.element.remove();
});

const REPORT: BenchmarkReport = {
  browser: 'a browser',
  cores: 4,
  webgpu: {
    device: { kind: 'webgpu', detail: 'a card', reason: 'gpu' },
    model: { id: 'starter', bytes: 2 ** 20, latent: [1, 4, 32, 32] },
    opening: 2,
    runs: { forward: { median: 4, least: 3, first: 50, gpu: { dispatches: 100, bindGroups: 0, kernels: null } } },
    edits: { error: 'it failed' },
    gpu: { features: ['shader-f16'], memory: { opened: 0, afterRuns: 2 ** 20, peak: 2 ** 21 }, captures: {} },
  },
  wasm: { error: 'device/lost {}' },
};

it('the benchmark asks for the chosen model, tells how far it is, and shows a report to copy', async () => {
  const element = document.body.appendChild(document.createElement('div'));
  let finish = (): void => undefined;
  const root = showBenchmark(element, '/models/starter/', async ({ model, steps }, hasWasm, onProgress) => {
    expect({ model, steps, hasWasm }).toEqual({
      model: { kind: 'url', baseUrl: '/models/starter/' },
      steps: null,
      hasWasm: false,
    });
    onProgress('forward: 4.0 ms');
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return REPORT;
  });
  shown = { root, element };
  await page.getByRole('switch', { name: 'Compare with the processor' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await expect.element(page.getByRole('status')).toHaveTextContent('forward: 4.0 ms');
  await expect.element(page.getByRole('button', { name: 'Measuring' })).toBeDisabled();
  finish();
  const report = page.getByRole('textbox', { name: 'Report' });
  await expect.element(report).toHaveValue(expect.stringContaining('a card (shader-f16)'));
  await expect.element(page.getByRole('button', { name: 'Copy report' })).toBeVisible();
});
