import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { GraphError } from '../../src/engine/graph/graph-error.ts';
import { CommandFailure } from '../support/command-failure.ts';
import type { Command } from '../support/command.ts';
import { createNodeHost } from '../support/node-host.ts';
import { parseOptions } from '../support/parse-options.ts';
import type { DocumentTable } from './document-table.ts';
import { formatTable } from '../support/format-table.ts';
import { checkTopology, type TopologyResult } from './topology-check.ts';
import { listTopologyCases, type TopologyCase } from './topology-cases.ts';
import { writeDocument } from './write-document.ts';
import { writeReport } from './write-report.ts';

const OPTIONS = {
  cases: { type: 'string' },
  only: { type: 'string' },
  document: { type: 'string' },
  out: { type: 'string' },
} as const;

const CACHE = fileURLToPath(new URL('../../bench/topologies/.cache', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../test/fixtures/topologies', import.meta.url));

/** Largest errors that count as equal, by precision. Half precision rounds every value to 11 bits. */
const HALF = { original: 1e-2, plain: 1e-2, gradient: 2e-2, controlled: 1e-2, maps: 1e-2 };
const TOLERANCES = {
  float32: { original: 1e-5, plain: 1e-5, gradient: 1e-4, controlled: 1e-4, maps: 1e-4 },
  float16: HALF,
  'float16, converted': HALF,
} as const satisfies Record<TopologyCase['precision'], Readonly<Record<keyof Omit<TopologyResult, 'report'>, number>>>;

const COLUMNS = [
  'topology',
  'exporter',
  'precision',
  'sites (self + cross)',
  'nodes (forward / gradient / controlled)',
  'to onnxruntime',
  'to PyTorch',
  'gradient',
  'control',
  'maps',
] as const;

type Row =
  | { readonly item: TopologyCase; readonly result: TopologyResult; readonly passes: boolean }
  | { readonly item: TopologyCase; readonly problem: string; readonly passes: false };

export const BENCH_TOPOLOGIES: Command = {
  summary: 'which UNets compile, and how far the compiled graphs are from onnxruntime and PyTorch',
  usage: `Usage: bench topologies [options] [--json]

  --cases DIR             the cases (default: bench/topologies/.cache, or the committed ones where that is missing)
  --only TEXT             those whose id has this in it, for instance 'sdxl/' or 'half'
  --document FILE         put the table between the marks of this file (docs/compatibility.md); with --only, these rows of it
  --out DIR               write the report`,

  async run({ args, report }) {
    const { values } = parseOptions(args, OPTIONS);
    const cases = await chooseTopologyCases(values);
    const rows: Row[] = [];
    for (const item of cases) {
      const row = await measure(item);
      report(`${item.id}: ${row.passes ? 'equal' : 'NOT equal'}`);
      rows.push(row);
    }
    const json = { folder: values.cases ?? null, tolerances: TOLERANCES, cases: rows.map(toRecord) };
    await writeReport(values.out ?? null, 'topologies', json);
    const cells = rows.map(toCells);
    if (values.document !== undefined) {
      await writeDocument(values.document, TABLE, cells, values.only !== undefined);
    }
    const failures = rows.filter(({ passes }) => !passes).length;
    return {
      json,
      lines: formatTable(COLUMNS, cells),
      ...(failures === 0 ? {} : { problem: `${failures} of ${rows.length} cases are beyond the tolerances.` }),
    };
  },
};

/** The cases that the options name. */
export async function chooseTopologyCases({
  cases,
  only = '',
}: {
  readonly cases?: string;
  readonly only?: string;
}): Promise<readonly TopologyCase[]> {
  const folder =
    cases ??
    (await access(CACHE).then(
      () => CACHE,
      () => FIXTURES,
    ));
  const chosen = (await listTopologyCases(folder)).filter(({ id }) => id.includes(only));
  if (chosen.length === 0) throw new CommandFailure(`There is no case '${only}' in ${folder}.`);
  return chosen;
}

/** The errors beyond the tolerances of the case's precision, as 'name: value'; NaN is one. */
export function listExcesses({ precision }: TopologyCase, result: TopologyResult): readonly string[] {
  const limits = TOLERANCES[precision];
  return Object.entries(limits).flatMap(([name, limit]) => {
    // The keys are those of the table.
    const error = result[name as keyof typeof limits];
    return error === null || error <= limit ? [] : [`${name}: ${error}`];
  });
}

async function measure(item: TopologyCase): Promise<Row> {
  try {
    const result = await checkTopology(createNodeHost(), item);
    return { item, result, passes: listExcesses(item, result).length === 0 };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { item, problem: error.message, passes: false };
  }
}

function toRecord(row: Row): object {
  const { id, topology, exporter, precision } = row.item;
  const common = { id, topology, exporter, precision, passes: row.passes };
  if ('problem' in row) return { ...common, problem: row.problem };
  const { report, ...errors } = row.result;
  return { ...common, errors, nodes: report.nodes, attention: report.attention };
}

function toCells(row: Row): string[] {
  const { topology, exporter, precision } = row.item;
  if ('problem' in row) return [topology, exporter, precision, row.problem];
  const { report, original, plain, gradient, controlled, maps } = row.result;
  const { attention, nodes } = report;
  return [
    topology,
    exporter,
    precision,
    `${attention.self} + ${attention.cross}`,
    `${nodes.forward} / ${nodes.gradient} / ${nodes.controlled}`,
    original === null ? 'no kernels' : original.toExponential(0),
    ...[plain, gradient, controlled, maps].map((error) => error.toExponential(0)),
  ];
}

const TABLE = {
  begin: '<!-- begin: npm run bench -- topologies --document docs/compatibility.md -->',
  end: '<!-- end -->',
  columns: COLUMNS,
  keyColumns: 3,
} as const satisfies DocumentTable;
