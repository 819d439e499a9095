import { createRandomGenerator, gaussianTensor } from '../../src/engine/diffusion/random.ts';
import type { AttentionControl } from '../../src/engine/ports.ts';
import { readPrompt } from '../../src/engine/stages/text-stage.ts';
import { tensor } from '../../src/engine/tensor/tensor.ts';
import type { Command } from '../support/command.ts';
import { createFolderReader } from '../support/folder-reader.ts';
import { createNodeHost } from '../support/node-host.ts';
import { openNodePack, type NodePack } from '../support/open-node-pack.ts';
import { formatTable } from './format-table.ts';
import { BENCH_USAGE, parseBenchOptions } from './options.ts';
import { openOriginalUnet, type OriginalUnet } from './original-unet.ts';
import { median } from './statistics.ts';
import { writeReport } from './write-report.ts';

const DEFAULT_ROUNDS = 15;
const TIMESTEP = 499;

type Task = () => Promise<unknown>;

export const BENCH_SPEED: Command = {
  summary: 'the compiled denoiser against the original, as ratios of medians',
  usage: `Usage: bench speed [options] [--json]\n\n${BENCH_USAGE}`,

  async run({ args }) {
    const options = parseBenchOptions(args);
    const rounds = options.count ?? DEFAULT_ROUNDS;
    const host = createNodeHost();
    const pack = await openNodePack(options.pack, ['forward', 'gradient', 'controlled']);
    const original = await openOriginalUnet(host, createFolderReader(options.pack), pack.runtime);
    try {
      const milliseconds = await timeTasks(await prepareTasks(pack, original), rounds, host.nowSeconds);
      const ratios = {
        gradientOverForward: milliseconds.gradient / milliseconds.forward,
        compiledOverOriginal: milliseconds.forward / milliseconds.original,
        // Two rows with control against two rows without.
        controlledOverPlain: milliseconds.controlled / milliseconds.originalTwoRows,
      };
      const device = `onnxruntime-node cpu, ${host.sessionOptions.intraOpNumThreads} threads`;
      const json = { device, rounds, ratios, milliseconds };
      await writeReport(options.out, 'speed', json);
      return {
        json,
        lines: [
          `${device}, ${rounds} rounds`,
          ...formatTable(['ratio of medians', ''], Object.entries(ratios)),
          ...formatTable(['median milliseconds', ''], Object.entries(milliseconds)),
        ],
      };
    } finally {
      await original.release();
      await pack.runtime.release();
    }
  },
};

async function prepareTasks({ runtime, context }: NodePack, original: OriginalUnet) {
  const { denoiser, manifest } = runtime;
  const random = createRandomGenerator(0);
  const one = gaussianTensor(denoiser.latentShape, random);
  const two = gaussianTensor([2, ...denoiser.latentShape.slice(1)], random);
  const { conditioning } = await readPrompt(context, manifest.examples[0]?.source ?? '', manifest.recommended.guidance);
  const coefficients = { drift: 1, noise: 0.1, l1: 1, l2: 0, prior: 0.1, priorMean: 1 };
  const control = keepSourceAttention(denoiser.tokens);
  return {
    forward: () => denoiser.predict(one, TIMESTEP, conditioning),
    gradient: () => denoiser.gradient(one, one, TIMESTEP, conditioning, coefficients),
    controlled: () => denoiser.controlled(two, TIMESTEP, [conditioning, conditioning], control),
    original: () => original.predict(one, TIMESTEP, conditioning),
    originalTwoRows: () => original.predict(two, TIMESTEP, conditioning),
  } satisfies Record<string, Task>;
}

/** Full control with the identity as word map. */
function keepSourceAttention(tokens: number): AttentionControl {
  const ones = tensor([tokens], new Float32Array(tokens).fill(1));
  const wordMap = new Float32Array(tokens * tokens);
  for (let token = 0; token < tokens; token++) wordMap[token * tokens + token] = 1;
  return { wordMap: tensor([tokens, tokens], wordMap), wordAlpha: ones, equalizer: ones, crossGate: ones, selfGate: 1 };
}

/** Median milliseconds of each task. Tasks take turns in every round, so that a change of the machine's load meets all alike. */
async function timeTasks<Id extends string>(
  tasks: Readonly<Record<Id, Task>>,
  rounds: number,
  nowSeconds: () => number,
): Promise<Readonly<Record<Id, number>>> {
  const entries = Object.entries<Task>(tasks).map(([id, run]) => ({ id, run, times: [] as number[] }));
  for (const { run } of entries) await run();
  for (let round = 0; round < rounds; round++) {
    for (const { run, times } of entries) {
      const started = nowSeconds();
      await run();
      times.push((nowSeconds() - started) * 1000);
    }
  }
  // The keys are those of `tasks`.
  return Object.fromEntries(entries.map(({ id, times }) => [id, median(times)])) as Record<Id, number>;
}
