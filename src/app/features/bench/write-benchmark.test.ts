import { expect, test } from 'vitest';
import type { BenchmarkReport, DeviceMeasurement } from '../../../protocol/benchmark.ts';
import { writeBenchmark } from './write-benchmark.ts';

const ON_CPU: DeviceMeasurement = {
  device: { kind: 'wasm', detail: '4 threads', reason: 'forced' },
  model: { id: 'starter', bytes: 3 * 2 ** 20, latent: [1, 4, 32, 32] },
  opening: 1,
  runs: { forward: { median: 30, least: 25, first: 90, gpu: null } },
  edits: { first: 1.5, whole: 1.2, laterWords: 0.4, rows: { whole: 20, laterWords: 8 } },
  gpu: null,
};

const ON_GPU: DeviceMeasurement = {
  ...ON_CPU,
  device: { kind: 'webgpu', detail: 'a card', reason: 'gpu' },
  opening: 4,
  runs: {
    forward: {
      median: 10,
      least: 9,
      first: 200,
      gpu: {
        dispatches: 3,
        bindGroups: 0,
        kernels: [
          { name: 'Conv2dMM', milliseconds: 4, dispatches: 1 },
          { name: 'Mul', milliseconds: 1, dispatches: 2 },
        ],
      },
    },
    gradient: { error: 'out of memory' },
  },
  edits: { first: 3, whole: 0.6, laterWords: 0.2, rows: { whole: 20, laterWords: 8 } },
  gpu: {
    features: ['shader-f16'],
    memory: { opened: 2 ** 20, afterRuns: 2 ** 21, peak: 2 ** 22 },
    captures: { 'compiled/forward.onnx': 'captured' },
  },
};

test('a report compares the devices run by run, and says what failed', () => {
  const report: BenchmarkReport = { browser: 'a browser', cores: 8, webgpu: ON_GPU, wasm: ON_CPU };
  const cells = writeBenchmark(report)
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const row = (name: string) => cells.find(([, first]) => first === name)?.slice(2, -1);
  expect(row('forward')).toEqual(['10.0', '9.00', '200.0', '3', '0', '5.00', '30.0', '3.00']);
  expect(row('gradient')).toEqual(Array.from({ length: 8 }, () => ''));
  expect(row('whole edit')).toEqual(['0.60', '1.20', '2.00', '20']);
  expect(row('opening')).toEqual(['4.00', '1.00', '0.25', '']);
  expect(row('at most')).toEqual(['4.0']);
  expect(row('Conv2dMM')).toEqual(['4.00', '1']);
  expect(cells).toContainEqual(['webgpu gradient: out of memory']);
  expect(cells).toContainEqual(['Graphs: compiled/forward.onnx captured']);
  expect(cells).toContainEqual(['WebGPU: a card (shader-f16)']);
});

test('a device that could not be measured is named with its failure', () => {
  const text = writeBenchmark({ browser: 'a browser', cores: 8, webgpu: { error: 'device/no-webgpu {}' }, wasm: null });
  expect(text).toContain('WebGPU: device/no-webgpu {}');
  expect(text).not.toContain('WASM:');
});
