import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandomGenerator, gaussianTensor } from '../../src/engine/diffusion/random.ts';
import { loadCompiledDenoiser } from '../../src/runtime/compiled-denoiser.ts';
import { createDenoiser } from '../../src/runtime/denoiser.ts';
import { readModelBytes } from '../../src/runtime/model-bytes.ts';
import { readFolderManifest } from '../support/open-node-pack.ts';
import { createTaskQueue } from '../../src/runtime/task-queue.ts';
import { openSession, type Session } from '../../src/runtime/session.ts';
import type { Command } from '../support/command.ts';
import { createFolderReader } from '../support/folder-reader.ts';
import { createNodeHost } from '../support/node-host.ts';
import { formatTable } from '../support/format-table.ts';
import { BENCH_USAGE, parseBenchOptions } from './options.ts';
import { writeReport } from './write-report.ts';
import { PACK_FOLDERS } from '../../src/packs/pack-layout.ts';

const DEFAULT_ROUNDS = 20;
const LISTED = 16;
const TIMESTEP = 499;
const COEFFICIENTS = { drift: 1, noise: 0.1, l1: 1, l2: 0, prior: 0.1, priorMean: 1 };

/** Milliseconds by operator. */
type Profile = ReadonlyMap<string, number>;

export const BENCH_OPERATORS: Command = {
  summary: 'where the gradient spends its time, by operator, next to the forward run',
  usage: `Usage: bench operators [options] [--json]\n\n${BENCH_USAGE}`,

  async run({ args }) {
    const options = parseBenchOptions(args);
    const rounds = options.count ?? DEFAULT_ROUNDS;
    const traces = await mkdtemp(join(tmpdir(), 'renoir-operators-'));
    try {
      await runProfiled(options.pack, traces, rounds);
      const forward = await readProfile(traces, 'forward');
      const gradient = await readProfile(traces, 'gradient');
      const milliseconds = { forward: sumOf(forward), gradient: sumOf(gradient) };
      const ratios = { gradientOverForward: milliseconds.gradient / milliseconds.forward };
      const device = 'onnxruntime-node cpu, 1 thread';
      const operators = [...gradient]
        .toSorted(([, a], [, b]) => b - a)
        .map(([operator, time]) => ({ operator, forward: forward.get(operator) ?? 0, gradient: time }));
      const json = { device, rounds, ratios, milliseconds, operators };
      await writeReport(options.out, 'operators', json);
      return {
        json,
        lines: [
          `${device}, the least of ${rounds} rounds for every node`,
          ...formatTable(
            ['milliseconds', 'forward', 'gradient'],
            [
              ['all', milliseconds.forward, milliseconds.gradient],
              ...operators.slice(0, LISTED).map((row) => [row.operator, row.forward, row.gradient]),
            ],
          ),
          `gradient over forward ${ratios.gradientOverForward.toFixed(2)}`,
        ],
      };
    } finally {
      await rm(traces, { recursive: true });
    }
  },
};

/** Runs both graphs in turn, each session leaving a trace of onnxruntime's profiler in `traces` when it is released. */
async function runProfiled(pack: string, traces: string, rounds: number): Promise<void> {
  const host = createNodeHost();
  const reader = createFolderReader(pack);
  const manifest = await readFolderManifest(pack);
  const compiled = await loadCompiledDenoiser(
    reader,
    manifest,
    await readModelBytes(host, reader, manifest, PACK_FOLDERS.unet),
  );
  const queue = createTaskQueue();
  const sessions: Session[] = [];
  const denoiser = createDenoiser(compiled.signature, async (graph) => {
    const profiling = { enableProfiling: true, profileFilePrefix: join(traces, graph), intraOpNumThreads: 1 };
    const sessionOptions = { ...host.sessionOptions, ...profiling };
    const session = await openSession({ ...host, sessionOptions }, queue, graph, await compiled.graph(graph));
    sessions.push(session);
    return session;
  });
  const random = createRandomGenerator(0);
  const sample = gaussianTensor(denoiser.latentShape, random);
  const hiddenStates = gaussianTensor([1, denoiser.tokens, compiled.signature.textWidth], random);
  const added = Object.fromEntries(
    Object.entries(compiled.signature.added).map(([name, shape]) => [name, gaussianTensor(shape, random)]),
  );
  const text = { hiddenStates, guidance: manifest.recommended.guidance, added };
  for (let round = 0; round < rounds; round++) {
    await denoiser.predict(sample, TIMESTEP, text);
    await denoiser.gradient(sample, sample, TIMESTEP, text, COEFFICIENTS);
  }
  for (const session of sessions) await session.release();
}

interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args: { readonly op_name?: string };
}

/** The least time of every node, which other load on the machine disturbs least, summed by operator. */
async function readProfile(traces: string, graph: string): Promise<Profile> {
  const file = (await readdir(traces)).find((name) => name.startsWith(`${graph}_`));
  if (file === undefined) throw new Error(`onnxruntime left no trace of ${graph} in ${traces}`);
  // onnxruntime's own format: a Chrome trace.
  const events = JSON.parse(await readFile(join(traces, file), 'utf8')) as readonly TraceEvent[];
  const least = new Map<string, { operator: string; time: number }>();
  for (const { cat, name, dur, args } of events) {
    if (cat !== 'Node' || !name.endsWith('_kernel_time')) continue;
    const known = least.get(name)?.time ?? Number.POSITIVE_INFINITY;
    least.set(name, { operator: args.op_name ?? '', time: Math.min(known, dur / 1000) });
  }
  const profile = new Map<string, number>();
  for (const { operator, time } of least.values()) profile.set(operator, (profile.get(operator) ?? 0) + time);
  return profile;
}

function sumOf(profile: Profile): number {
  return [...profile.values()].reduce((sum, time) => sum + time, 0);
}
