import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandomGenerator, gaussianTensor } from '../../src/engine/diffusion/random.ts';
import type { Command } from '../support/command.ts';
import { parseNumber, parseOptions, requireOption } from '../support/parse-options.ts';
import { formatTable } from '../support/format-table.ts';
import { writeFullSizeGraphs, type FullSizeGraph, type FullSizeModel } from './full-size-graphs.ts';
import type { RunResult, RunTask } from './full-size-run.ts';
import { runApart } from './run-apart.ts';
import { writeReport } from './write-report.ts';

const OPTIONS = { folder: { type: 'string' }, size: { type: 'string' }, out: { type: 'string' } } as const;

/** F = 1/2 sum (0.9 previous + 0.5 eps(z) - z)^2: smooth, so that differences approximate its derivative. */
const COEFFICIENTS = { drift: 0.9, noise: 0.5, l1: 0, l2: 1, prior: 0, prior_mean: 1 };

/** Step of the central difference, as a part of the sample's length. */
const STEP = 0.004;

export const BENCH_FULL_SIZE: Command = {
  summary: 'memory and derivative of a UNet of full size, with and without rematerialisation',
  usage: `Usage: bench full-size --folder DIR [options] [--json]

  --folder DIR            holds unet/model.onnx, for instance of bench/full-size/export_random.py
  --size N                height and width of the latents (default: 64)
  --out DIR               write the report`,

  async run({ args, report }) {
    const { values } = parseOptions(args, OPTIONS);
    const folder = requireOption(values.folder, 'folder');
    const size = parseNumber(values.size, 'size', 64, { min: 8, max: 1024, integer: true });
    const scratch = await mkdtemp(join(tmpdir(), 'renoir-full-size-'));
    const json = await measure(await writeFullSizeGraphs(folder, size, scratch), report).finally(() =>
      rm(scratch, { recursive: true }),
    );
    await writeReport(values.out ?? null, 'full-size', { size, ...json });
    return {
      json: { size, ...json },
      lines: [
        ...formatTable(
          ['graph', 'predicted MiB', 'resident MiB', 'load s', 'run s'],
          (['forward', 'plain', 'rematerialised'] as const).map((name) => [
            name,
            json.predictedBytes[name] / 2 ** 20,
            json.residentBytes[name] / 2 ** 20,
            json.loadSeconds[name],
            json.runSeconds[name],
          ]),
        ),
        `derivative along a direction: ${json.derivative.analytic.toFixed(4)}, by central difference ` +
          json.derivative.numeric.toFixed(4),
        `plain and rematerialised gradients differ by ${json.rematerialisedDifference.toExponential(1)}`,
      ],
    };
  },
};

async function measure(model: FullSizeModel, report: (line: string) => void) {
  const run = (graph: FullSizeGraph, offsets: RunTask['offsets']) => {
    report(`${graph}: ${offsets.length} runs`);
    return runGraph(model, graph, offsets);
  };
  const still = [[]];
  const graphs = {
    forward: await run('forward', still),
    plain: await run('plain', still),
    rematerialised: await run('rematerialised', still),
  };
  const gradientOf = ({ runs }: RunResult) => runs[0]?.['gradient'] ?? [];
  const gradient = gradientOf(graphs.rematerialised);
  const direction = chooseDirection(model.latentShape, gradient);
  const step = STEP * Math.sqrt(gradient.length);
  const steps = [step, -step].map((factor) => direction.map((value) => factor * value));
  const { runs } = await run('rematerialised', steps);
  const [ahead = Number.NaN, behind = Number.NaN] = runs.map((outputs) => outputs['objective']?.[0] ?? Number.NaN);
  const analytic = dot(gradient, direction);
  const numeric = (ahead - behind) / (2 * step);
  return {
    predictedBytes: model.predictedBytes,
    residentBytes: mapValues(graphs, ({ peakBytes }) => peakBytes),
    loadSeconds: mapValues(graphs, ({ loadSeconds }) => loadSeconds),
    runSeconds: mapValues(graphs, ({ runSeconds }) => runSeconds[0] ?? Number.NaN),
    derivative: { analytic, numeric, relativeError: Math.abs(analytic - numeric) / Math.abs(numeric) },
    rematerialisedDifference: relativeDistance(gradient, gradientOf(graphs.plain)),
  };
}

function runGraph(model: FullSizeModel, graph: FullSizeGraph, offsets: RunTask['offsets']): Promise<RunResult> {
  const isForward = graph === 'forward';
  const task: RunTask = {
    graph: model.files[graph],
    weightFolder: model.weightFolder,
    latentShape: model.latentShape,
    conditioning: model.conditioning,
    outputs: isForward ? ['noise_pred'] : ['noise_pred', 'objective', 'gradient'],
    coefficients: isForward ? {} : COEFFICIENTS,
    offsets,
  };
  return runApart(new URL('./full-size-run.ts', import.meta.url), task, `The ${graph} graph`);
}

/** Half of the gradient's own direction, where the derivative is large, and half of a random one; unit length. */
function chooseDirection(shape: readonly number[], gradient: readonly number[]): number[] {
  const random = gaussianTensor(shape, createRandomGenerator(1)).data;
  const [own, other] = [lengthOf(gradient), lengthOf([...random])];
  const sum = gradient.map((value, index) => value / own + (random[index] ?? 0) / other);
  const total = lengthOf(sum);
  return sum.map((value) => value / total);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

function lengthOf(values: readonly number[]): number {
  return Math.sqrt(dot(values, values));
}

function relativeDistance(a: readonly number[], b: readonly number[]): number {
  return lengthOf(a.map((value, index) => value - (b[index] ?? 0))) / lengthOf(b);
}

function mapValues<K extends string, A, B>(record: Readonly<Record<K, A>>, map: (value: A) => B): Record<K, B> {
  // The keys are those of `record`.
  return Object.fromEntries(Object.entries<A>(record).map(([key, value]) => [key, map(value)])) as Record<K, B>;
}
