import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { GRAPH_VARIANTS, type GraphVariant } from '../../src/engine/compiler/graph-variants.ts';
import { CommandFailure } from '../support/command-failure.ts';
import type { Command } from '../support/command.ts';
import { parseOptions } from '../support/parse-options.ts';
import type { DocumentTable } from './document-table.ts';
import { formatTable } from '../support/format-table.ts';
import { buildPage } from './gpu/build-page.ts';
import { launchBrowser } from './gpu/launch-browser.ts';
import { servePage } from './gpu/serve-page.ts';
import type { TopologyCase } from './topology-cases.ts';
import { chooseTopologyCases } from './topologies.ts';
import { writeDocument } from './write-document.ts';

const OPTIONS = {
  cases: { type: 'string' },
  only: { type: 'string' },
  answers: { type: 'string' },
  document: { type: 'string' },
} as const;

const PAGE = 'workers/bench/partition/partition.html';

/** As the page answers. */
interface Partition {
  readonly nodes: number;
  readonly isOnCard: boolean;
  readonly fallbacks: readonly string[];
  readonly halfOperators: Readonly<Record<string, boolean>>;
}

type Partitions = Readonly<Record<GraphVariant, Partition>>;

/** What was asked so far, by the id of the case. */
type Answers = Readonly<Record<string, Partitions>>;

export const BENCH_PARTITION: Command = {
  summary: 'whether a graphics card computes every node of the compiled graphs, by onnxruntime’s own verdict',
  usage: `Usage: bench partition [options] [--json]

  --cases DIR             the cases (default: bench/topologies/.cache, or the committed ones where that is missing)
  --only TEXT             those whose id has this in it, for instance 'sdxl/' or 'half'
  --answers FILE          keep every answer in this JSON file as it comes; cases that it has are not asked again
  --document FILE         put the tables between the marks of this file (docs/compatibility.md); rows of other cases stay

onnxruntime records a graph only where the card has a kernel for every node. It is asked in Chromium, on a WebGPU that computes nothing
and claims to have float16: the sessions are made, weights and shaders are not. Of every operator that computes in float16 it is asked for
one node alone as well.`,

  async run({ args, report }) {
    const { values } = parseOptions(args, OPTIONS);
    const cases = await chooseTopologyCases(values);
    const scratch = await mkdtemp(join(tmpdir(), 'renoir-partition-'));
    let answers = await readAnswers(values.answers);
    try {
      const page = join(scratch, 'page');
      report('building the page');
      await buildPage(page, PAGE);
      const browser = await launchBrowser({ isHeaded: false, isSoftware: true }, report);
      try {
        for (const item of cases.filter(({ id }) => !(id in answers))) {
          report(item.id);
          answers = { ...answers, [item.id]: await askOn(browser, page, scratch, item) };
          if (values.answers !== undefined) await writeFile(values.answers, `${JSON.stringify(answers)}\n`);
        }
      } finally {
        await browser.close();
      }
    } finally {
      await rm(scratch, { recursive: true });
    }
    const results = cases.flatMap((item) => {
      const partitions = answers[item.id];
      return partitions === undefined ? [] : [{ item, partitions }];
    });
    const rows = results.map(({ item, partitions }) => toCells(item, partitions));
    const halves = listHalves(Object.values(answers));
    if (values.document !== undefined) {
      await writeDocument(values.document, TABLE, rows, true);
      if (halves.length > 0) await writeDocument(values.document, HALVES_TABLE, halves, true);
    }
    const failed = results.filter(({ partitions }) => !Object.values(partitions).every(isWhole));
    return {
      json: { cases: results.map(({ item: { id }, partitions }) => ({ id, partitions })) },
      lines: [...formatTable(TABLE.columns, rows), '', ...formatTable(HALVES_TABLE.columns, halves)],
      ...(failed.length === 0
        ? {}
        : { problem: `Not on the card as a whole: ${failed.map(({ item }) => item.id).join(', ')}` }),
    };
  },
};

/** None where no file is named, or it is not there yet. */
async function readAnswers(file: string | undefined): Promise<Answers> {
  const json = file === undefined ? null : await readFile(file, 'utf8').catch(() => null);
  // Written below, by this command alone.
  return json === null ? {} : (JSON.parse(json) as Answers);
}

/** In a page of its own: the memory of a model goes with it. */
async function askOn(browser: Browser, built: string, folder: string, item: TopologyCase): Promise<Partitions> {
  await writeFile(join(folder, 'model.onnx'), await item.readModel());
  const server = await servePage(built, folder, () => undefined);
  const page = await browser.newPage();
  try {
    await page.goto(`${server.url}${PAGE}`);
    await page.waitForFunction('"askPartition" in globalThis');
    return await page.evaluate(`askPartition(${JSON.stringify({ latent: item.latent, tokens: item.tokens })})`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`${item.id}: ${reason}`, 1, { cause: error });
  } finally {
    await page.close();
    server.close();
  }
}

function isWhole({ isOnCard, fallbacks, halfOperators }: Partition): boolean {
  return isOnCard && fallbacks.length === 0 && Object.values(halfOperators).every((isAccepted) => isAccepted);
}

/** Operators in float16 with the graphs that they are in, and whether every node that was asked for alone is accepted. */
function listHalves(results: readonly Partitions[]): readonly string[][] {
  const operators = new Set(
    results.flatMap((partitions) => GRAPH_VARIANTS.flatMap((name) => Object.keys(partitions[name].halfOperators))),
  );
  return [...operators].sort().map((operator) => {
    const graphs = GRAPH_VARIANTS.filter((name) => results.some((result) => operator in result[name].halfOperators));
    const verdicts = results.flatMap((result) => GRAPH_VARIANTS.map((name) => result[name].halfOperators[operator]));
    const isInAll = graphs.length === GRAPH_VARIANTS.length;
    return [operator, isInAll ? 'all' : graphs.join(', '), verdicts.includes(false) ? 'no' : 'yes'];
  });
}

function toCells({ topology, exporter, precision }: TopologyCase, partitions: Partitions): string[] {
  const graphs = GRAPH_VARIANTS.map((name) => partitions[name]);
  const fallbacks = graphs.flatMap((graph) => graph.fallbacks);
  return [
    topology,
    exporter,
    precision,
    graphs.map(({ nodes }) => nodes).join(' / '),
    `${graphs.filter(({ isOnCard }) => isOnCard).length} of ${graphs.length}`,
    fallbacks.length === 0 ? 'none' : [...new Set(fallbacks)].join(', '),
  ];
}

const TABLE = {
  begin: '<!-- begin: npm run bench -- partition --document docs/compatibility.md -->',
  end: '<!-- end of partition -->',
  columns: [
    'topology',
    'exporter',
    'precision',
    'nodes, fused (forward / gradient / rematerialised / controlled / target)',
    'accepted',
    'predicted fallbacks',
  ],
  keyColumns: 3,
} as const satisfies DocumentTable;

const HALVES_TABLE = {
  begin: '<!-- begin: operators in float16, by npm run bench -- partition --document docs/compatibility.md -->',
  end: '<!-- end of operators -->',
  columns: ['operator', 'in float16 in', 'accepted alone'],
  keyColumns: 1,
} as const satisfies DocumentTable;
