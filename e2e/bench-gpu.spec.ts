import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, expect, test } from '@playwright/test';
import { findBrowser } from '../cli/bench/gpu/find-browser.ts';
import { createTinyPack } from '../test/tiny-pack.ts';
import type { BenchmarkReport } from '../src/protocol/benchmark.ts';

/** Of the whole run; the sentence's and that beside a known source are in every edit. */
const RUNS = ['forward', 'gradient', 'controlled', 'encode', 'decode'];

const start = promisify(execFile);

/** Runs `bench gpu` on the software adapter. */
async function bench(...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return start('npx', ['tsx', 'cli/bench.ts', 'gpu', ...args]);
}

test('the benchmark runs the bundled model and edits with it on both devices, and counts what the GPU is asked for', async () => {
  // A software adapter compiles each shader for seconds.
  test.setTimeout(1_200_000);
  const smallest = ['--size', '32', '--n', '1', '--edits', '1', '--steps', '1'];
  const { stdout, stderr } = await bench('--software', '--runs', RUNS.join(','), ...smallest, '--json');
  expect(stderr).toContain('opening Renoir starter');
  const positive = expect.any(Number);
  const report: BenchmarkReport = JSON.parse(stdout);
  const times = Object.fromEntries(RUNS.map((run) => [run, { median: positive }]));
  const edits = { whole: positive, laterWords: positive, rows: { whole: positive, laterWords: positive } };
  expect(report).toMatchObject({
    webgpu: {
      device: { kind: 'webgpu', detail: expect.stringMatching(/swiftshader/i) },
      opening: positive,
      runs: times,
      edits,
      gpu: { memory: { opened: positive, peak: positive } },
    },
    wasm: { device: { kind: 'wasm' }, runs: times, edits, gpu: null },
  });
  if ('error' in report.webgpu || report.webgpu.gpu === null) throw new Error('not measured');
  const { runs, gpu, model } = report.webgpu;
  const work = Object.fromEntries(
    Object.entries(runs).map(([run, measured]) => [run, 'error' in measured ? null : measured.gpu]),
  );
  // Every graph is recorded: replayed, it binds nothing.
  expect(Object.values(work).map((run) => run?.bindGroups)).toEqual(RUNS.map(() => 0));
  expect(Object.keys(gpu.captures)).toHaveLength(6);
  expect(new Set(Object.values(gpu.captures))).toEqual(new Set(['captured']));
  // Fewer are welcome: 388 and 1482 of pictures of the model's own size.
  expect(work['forward']?.dispatches).toBeGreaterThan(100);
  expect(work['forward']?.dispatches).toBeLessThan(600);
  expect(work['gradient']?.dispatches).toBeLessThan(1700);
  expect(work['decode']?.dispatches).toBeGreaterThan(50);
  for (const run of Object.values(work)) {
    const kernels = run?.kernels ?? [];
    expect(kernels.reduce((sum, { dispatches }) => sum + dispatches, 0)).toBe(run?.dispatches);
  }
  expect(work['forward']?.kernels?.map(({ name }) => name)).toEqual(expect.arrayContaining(['MatMul', 'Softmax']));
  expect(gpu.memory.peak).toBeGreaterThanOrEqual(gpu.memory.opened);
  // The weights are on the device.
  expect(gpu.memory.peak).toBeGreaterThan(model.bytes / 2);
});

test('a folder for machines without Node serves itself, starts a browser and collects the report', async () => {
  test.setTimeout(600_000);
  const hasPython = await start('python3', ['--version']).then(
    () => true,
    () => false,
  );
  test.skip(!hasPython, 'serve.py needs the Python that the machine with a card has');
  const folder = await mkdtemp(join(tmpdir(), 'renoir-static-'));
  try {
    const pack = join(folder, 'pack');
    for (const [path, file] of createTinyPack(1)) {
      await mkdir(dirname(join(pack, path)), { recursive: true });
      await writeFile(join(pack, path), new Uint8Array(await file.arrayBuffer()));
    }
    await bench('--static', join(folder, 'page'), '--pack', pack);
    const out = join(folder, 'report.json');
    const asked = ['--software', '--no-wasm', '--runs', 'text', '--n', '1', '--edits', '0', '--out', out];
    const browser = findBrowser(chromium.executablePath());
    const script = join(folder, 'page', 'serve.py');
    const { stdout, stderr } = await start('python3', [script, '--browser', browser, ...asked]);
    expect(stderr).toContain('opening Tiny');
    expect(stdout).toContain('opening');
    const report: BenchmarkReport = JSON.parse(await readFile(out, 'utf8'));
    const positive = expect.any(Number);
    expect(report).toMatchObject({
      webgpu: { device: { kind: 'webgpu' }, opening: positive, runs: { text: { median: positive } } },
      wasm: null,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
