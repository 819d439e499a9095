/**
 * The page of `npm run bench -- gpu`: measures what its address asks for, and posts every line and the report to `report` beside it.
 */
import { BENCHMARK_RUNS, RANDOM_MODELS } from './protocol/benchmark.ts';
import { runBenchmark } from './app/clients/benchmark-client/run-benchmark.ts';
import { writeBenchmark } from './app/features/bench/write-benchmark.ts';

const output = document.getElementById('output');
if (output === null) throw new Error('bench.html has no #output');

const asked = new URLSearchParams(location.search);
const random = RANDOM_MODELS.find((id) => id === asked.get('random'));
const urlOf = (folder: string): string => new URL(folder, location.href).href;

/** Requests leave in order, so that the report arrives last. */
let posted: Promise<unknown> = Promise.resolve();
function post(message: object): void {
  posted = posted
    .then(() => fetch(urlOf('report'), { method: 'POST', body: JSON.stringify(message) }))
    .catch(() => null);
}

function show(line: string): void {
  output?.append(`${line}\n`);
}

const report = await runBenchmark(
  {
    model:
      random === undefined
        ? { kind: 'listed', name: asked.get('name') ?? 'pack', baseUrl: urlOf('pack/') }
        : { kind: 'random', model: random, tokenizerUrl: urlOf('pack/') },
    runs: BENCHMARK_RUNS.filter((run) => asked.get('runs')?.split(',').includes(run) ?? true),
    repetitions: Number(asked.get('repetitions') ?? 20),
    edits: Number(asked.get('edits') ?? 5),
    steps: asked.has('steps') ? Number(asked.get('steps')) : null,
    size: asked.has('size') ? Number(asked.get('size')) : null,
  },
  asked.get('wasm') !== 'no',
  (line) => {
    show(line);
    post({ line });
  },
);
const text = writeBenchmark(report);
show(`\n${text}`);
post({ report, text });
