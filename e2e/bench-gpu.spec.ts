import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import type { BenchmarkReport } from '../src/protocol/benchmark.ts';

const FIXTURE = 'test/fixtures/packs/sd-turbo-script-14';

test('the benchmark measures a small pack on both devices and counts what the GPU is asked for', async () => {
  // A software adapter compiles each shader for seconds.
  test.setTimeout(600_000);
  const args = ['--software', '--pack', FIXTURE, '--runs', 'text,forward', '--n', '1', '--edits', '0', '--json'];
  const { stdout, stderr } = await promisify(execFile)('npx', ['tsx', 'cli/bench.ts', 'gpu', ...args]);
  expect(stderr).toContain('opening sd-turbo-script-14');
  const positive = expect.any(Number);
  const report: BenchmarkReport = JSON.parse(stdout);
  expect(report).toMatchObject({
    webgpu: {
      device: { kind: 'webgpu', detail: expect.stringMatching(/swiftshader/i) },
      opening: positive,
      runs: { text: { median: positive }, forward: { median: positive } },
      edits: null,
      gpu: { memory: { opened: positive, peak: positive } },
    },
    wasm: { device: { kind: 'wasm' }, runs: { forward: { median: positive, gpu: null } }, gpu: null },
  });
  if ('error' in report.webgpu || report.webgpu.gpu === null) throw new Error('not measured');
  const { runs, gpu } = report.webgpu;
  const forward = runs.forward;
  if (forward === undefined || 'error' in forward || forward.gpu === null) throw new Error('no forward run');
  // Fewer are welcome: the attention and convolutions of this UNet alone are more than a hundred.
  expect(forward.gpu.dispatches).toBeGreaterThan(100);
  expect(forward.gpu.dispatches).toBeLessThan(600);
  // It is replayed.
  expect(gpu.captures).toMatchObject({ 'compiled/forward.onnx': 'captured' });
  expect(forward.gpu.bindGroups).toBe(0);
  const kernels = forward.gpu.kernels ?? [];
  expect(kernels.map(({ name }) => name)).toEqual(expect.arrayContaining(['MatMul', 'Softmax']));
  expect(kernels.reduce((sum, { dispatches }) => sum + dispatches, 0)).toBe(forward.gpu.dispatches);
  expect(gpu.memory.peak).toBeGreaterThanOrEqual(gpu.memory.opened);
  // The weights are on the device.
  expect(gpu.memory.peak).toBeGreaterThan(report.webgpu.model.bytes / 2);
});
