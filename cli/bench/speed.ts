import { median } from '../../src/engine/metrics/median.ts';
import { readPrompt } from '../../src/engine/stages/text-stage.ts';
import { DENOISER_GRAPHS } from '../../src/packs/pack-layout.ts';
import { createDenoiserTasks } from '../../src/runtime/denoiser-tasks.ts';
import type { Command } from '../support/command.ts';
import { createFolderReader } from '../support/folder-reader.ts';
import { createNodeHost } from '../support/node-host.ts';
import { openNodePack, type NodePack } from '../support/open-node-pack.ts';
import { formatTable } from '../support/format-table.ts';
import { BENCH_USAGE, parseBenchOptions } from './options.ts';
import { openOriginalUnet, type OriginalUnet } from './original-unet.ts';
import { writeReport } from './write-report.ts';

const DEFAULT_ROUNDS = 15;

type Task = () => Promise<unknown>;

export const BENCH_SPEED: Command = {
  summary: 'the compiled denoiser against the original, as ratios of medians',
  usage: `Usage: bench speed [options] [--json]\n\n${BENCH_USAGE}`,

  async run({ args }) {
    const options = parseBenchOptions(args);
    const rounds = options.count ?? DEFAULT_ROUNDS;
    const host = createNodeHost();
    const pack = await openNodePack(options.pack, DENOISER_GRAPHS);
    const original = await openOriginalUnet(host, createFolderReader(options.pack), pack.runtime);
    try {
      const milliseconds = await timeTasks(await prepareTasks(pack, original), rounds, host.nowSeconds);
      const ratios = {
        gradientOverForward: milliseconds.gradient / milliseconds.forward,
        compiledOverOriginal: milliseconds.forward / milliseconds.original,
        // Two rows with control against two rows without.
        controlledOverPlain: milliseconds.controlled / milliseconds.originalTwoRows,
        // The target's row beside a known source row against both rows.
        laterWordsOverControlled: milliseconds.laterWords / milliseconds.controlled,
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
  const { conditioning } = await readPrompt(context, manifest.examples[0]?.source ?? '', manifest.recommended.guidance);
  const { one, two, timestep, forward, gradient, controlled, laterWords } = createDenoiserTasks(denoiser, conditioning);
  return {
    forward,
    gradient,
    controlled,
    laterWords,
    original: () => original.predict(one, timestep, conditioning),
    originalTwoRows: () => original.predict(two, timestep, conditioning),
  } satisfies Record<string, Task>;
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
