import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { CommandFailure } from '../../support/command-failure.ts';
import type { Command } from '../../support/command.ts';
import { choosePackFolder, isFolder } from '../../support/packs-folder.ts';
import { parseChoice, parseNumber, parseOptions } from '../../support/parse-options.ts';
import { BENCHMARK_RUNS, RANDOM_MODELS } from '../../../src/protocol/benchmark.ts';
import { buildPage } from './build-page.ts';
import { runPage } from './run-page.ts';
import { runTorch } from './run-torch.ts';
import { writeStatic } from './write-static.ts';

const OPTIONS = {
  pack: { type: 'string' },
  random: { type: 'string' },
  runs: { type: 'string' },
  n: { type: 'string' },
  edits: { type: 'string' },
  steps: { type: 'string' },
  size: { type: 'string' },
  'no-wasm': { type: 'boolean' },
  headed: { type: 'boolean' },
  software: { type: 'boolean' },
  pytorch: { type: 'boolean' },
  static: { type: 'string' },
} as const;

export const BENCH_GPU: Command = {
  summary: 'the runs of a model and whole edits in the browser, on WebGPU and on WASM',
  usage: `Usage: bench gpu [options] [--json]

  --pack NAME|DIR         a pack (default: the bundled one)
  --random NAME           invented weights instead: sd-turbo, or sd-turbo-narrow, its graph with a tenth of the channels
  --runs LIST             of text, forward, gradient, controlled, target, encode, decode (default: all)
  --n N                   timed runs of each graph (default: 20)
  --edits N               timed edits of each kind; 0 for none (default: 5)
  --steps N               steps of an edit (default: the model's)
  --size N                pixels along a side of the picture (default: the model's); for another, the graphs are compiled in the page
  --no-wasm               leave WASM out
  --headed                show the browser
  --software              WebGPU in software, for machines without a GPU: counts are right, times mean nothing
  --pytorch               the models of --random sd-turbo by PyTorch on the same card beside it, in milliseconds (PYTHON names a Python)
  --static DIR            write the page, the pack, serve.py and goals.py into an empty folder instead, for a machine without Node

The browser is CHROMIUM_PATH, or the Chrome, Chromium or Edge that is installed.
docs/gpu.md says what the columns mean.`,

  async run({ args, report }) {
    const { values } = parseOptions(args, OPTIONS);
    const pack = resolve(await choosePackFolder(values.pack));
    if (!(await isFolder(pack))) throw new CommandFailure(`There is no pack ${values.pack ?? pack}.`);
    const repetitions = parseNumber(values.n, 'n', 20, { min: 1, max: 1000, integer: true });
    const query = new URLSearchParams({
      name: basename(pack),
      repetitions: String(repetitions),
      edits: String(parseNumber(values.edits, 'edits', 5, { min: 0, max: 100, integer: true })),
      runs: (values.runs?.split(',') ?? BENCHMARK_RUNS).map((run) => parseChoice(run, 'run', BENCHMARK_RUNS)).join(','),
      // Larger than what WebAssembly can address, with what it computes.
      wasm: values['no-wasm'] === true || values.random === 'sd-turbo' ? 'no' : 'yes',
    });
    if (values.steps !== undefined) {
      query.set('steps', String(parseNumber(values.steps, 'steps', 1, { min: 1, max: 1000, integer: true })));
    }
    if (values.size !== undefined) {
      query.set('size', String(parseNumber(values.size, 'size', 64, { min: 8, max: 4096, integer: true })));
    }
    if (values.random !== undefined) query.set('random', parseChoice(values.random, 'random', RANDOM_MODELS));
    if (values.static !== undefined) {
      await writeStatic(resolve(values.static), pack);
      return { json: { folder: values.static }, lines: [`python3 ${join(values.static, 'serve.py')} --help`] };
    }
    const page = await mkdtemp(join(tmpdir(), 'renoir-bench-gpu-'));
    try {
      report('building the page');
      await buildPage(page);
      const result = await runPage(
        { page, pack, query, isHeaded: values.headed === true, isSoftware: values.software === true },
        report,
      );
      const { webgpu } = result.report;
      if ('error' in webgpu) throw new CommandFailure(`WebGPU could not be measured: ${webgpu.error}`, 1);
      if (values.pytorch !== true) return { json: result.report, lines: result.text.split('\n') };
      report('PyTorch');
      const pytorch = await runTorch(repetitions);
      const lines = Object.entries(pytorch).map(([name, value]) => `PyTorch, ${name}: ${value}`);
      return { json: { ...result.report, pytorch }, lines: [...result.text.split('\n'), '', ...lines] };
    } finally {
      await rm(page, { recursive: true });
    }
  },
};
