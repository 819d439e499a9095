/** A process of its own for one graph, so that its peak of memory is that graph's alone: takes one task, answers one result. */
import { createRandomGenerator, gaussianTensor } from '../../src/engine/diffusion/random.ts';
import { tensor } from '../../src/engine/tensor/tensor.ts';
import { createTaskQueue } from '../../src/runtime/task-queue.ts';
import { openSession, type Feed } from '../../src/runtime/session.ts';
import { createNodeHost } from '../support/node-host.ts';
import { readWeightFiles, type FullSizeModel } from './full-size-graphs.ts';

export interface RunTask {
  readonly graph: string;
  readonly weightFolder: string;
  readonly latentShape: readonly number[];
  readonly conditioning: FullSizeModel['conditioning'];
  readonly outputs: readonly string[];
  /** Inputs of the objective, [1] each. */
  readonly coefficients: Readonly<Record<string, number>>;
  /** Added to the random sample, one run each. */
  readonly offsets: readonly (readonly number[])[];
}

export interface RunResult {
  readonly loadSeconds: number;
  readonly runSeconds: readonly number[];
  /** Peak resident memory after the session was made, and after the runs. */
  readonly loadedBytes: number;
  readonly peakBytes: number;
  readonly runs: readonly Readonly<Record<string, readonly number[]>>[];
}

async function runTask(task: RunTask): Promise<RunResult> {
  const host = createNodeHost();
  const started = host.nowSeconds();
  const bytes = await readWeightFiles(task.graph, task.weightFolder);
  const session = await openSession(host, createTaskQueue(), task.graph, bytes);
  const loadSeconds = host.nowSeconds() - started;
  const loadedBytes = peakResidentBytes();
  const random = createRandomGenerator(0);
  const sample = gaussianTensor(task.latentShape, random);
  const conditioning = Object.entries(task.conditioning).map(
    ([name, shape]) => [name, gaussianTensor(shape, random)] as const,
  );
  const previous = gaussianTensor(task.latentShape, random);
  const scalars = Object.entries(task.coefficients).map(
    ([name, value]) => [name, tensor([1], Float32Array.of(value))] as const,
  );
  const runs: Record<string, readonly number[]>[] = [];
  const runSeconds: number[] = [];
  for (const offset of task.offsets) {
    const feeds: Record<string, Feed> = {
      sample: tensor(
        task.latentShape,
        sample.data.map((value, index) => value + (offset[index] ?? 0)),
      ),
      ...Object.fromEntries(conditioning),
      timestep: tensor([1], Float32Array.of(499)),
      ...(scalars.length > 0 ? { previous } : {}),
      ...Object.fromEntries(scalars),
    };
    const before = host.nowSeconds();
    const outputs = await session.run(feeds, task.outputs);
    runSeconds.push(host.nowSeconds() - before);
    runs.push(Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...data]])));
  }
  return { loadSeconds, runSeconds, loadedBytes, peakBytes: peakResidentBytes(), runs };
}

function peakResidentBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

// Structured cloning carries the record as it was sent.
process.once('message', (task) => {
  void runTask(task as RunTask).then((result) => process.send?.(result, () => process.exit(0)));
});
