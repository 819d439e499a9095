import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '../support/command.ts';
import { formatTable } from '../support/format-table.ts';
import { parseInversionVariant, VARIANT_USAGE } from '../support/inversion-variant.ts';
import { INVERSION_IDS } from '../support/setting-options.ts';
import type { CostResult, CostTask } from './cost-run.ts';
import type { DocumentTable } from './document-table.ts';
import { drawLineChart } from './line-chart.ts';
import { BENCH_USAGE, parseBenchOptions } from './options.ts';
import { openRecords } from './records.ts';
import { runApart } from './run-apart.ts';
import { writeDocument } from './write-document.ts';
import { writeFigure, writeReport } from './write-report.ts';

/** What times are multiples of. */
const UNIT = 'ddim';
const PHOTOS = 2;
const ROUNDS = 3;
const MEGABYTE = 1e6;

export const BENCH_COST: Command = {
  summary: 'what each method of inversion takes: seconds, as multiples of DDIM inversion, and memory',
  usage: `Usage: bench cost [options] [--json]

Every method runs in a process of its own, ${ROUNDS} times on each of --n photos (default: ${PHOTOS}) by turns with DDIM inversion; of either the fastest
run counts. Memory is what the process grows by with the first photo. With --out the figures of every method are kept in DIR/cost.jsonl, the
same command goes on from there, and curves are drawn with the PSNR of DIR/inversion.json, the report of \`bench inversion\`.

${BENCH_USAGE}

Methods: ${INVERSION_IDS.join(', ')}; ${VARIANT_USAGE}`,

  async run({ args, report }) {
    const { count, ...others } = parseBenchOptions(args);
    const options = { ...others, count: count ?? PHOTOS };
    const variants = (options.methods ?? INVERSION_IDS).map(parseInversionVariant);
    const conditions = { set: options.set, n: options.count, rounds: ROUNDS };
    const records =
      options.out === null ? null : await openRecords<CostResult>(join(options.out, 'cost.jsonl'), conditions);
    const methods = [];
    for (const { id, settings } of variants) {
      let cost = records?.get(id);
      if (cost === undefined) {
        const task: CostTask = { options, method: id, unit: UNIT, rounds: ROUNDS };
        cost = await runApart<CostResult>(new URL('./cost-run.ts', import.meta.url), task, id);
        await records?.add(id, cost);
      }
      report(`${id}: ${cost.times.toFixed(1)} x ${UNIT}, ${toMegabytes(cost)} MB`);
      methods.push({ id, inversion: settings.inversion, ...cost });
    }
    const json = { ...conditions, unit: UNIT, methods };
    await writeReport(options.out, 'cost', json);
    await drawCurves(options.out, methods);
    const rows = methods.map(toCells);
    if (options.document !== null) await writeDocument(options.document, TABLE, rows);
    return { json, lines: formatTable(TABLE.columns, rows) };
  },
};

type MethodCost = CostResult & { readonly id: string; readonly inversion: string };

const TABLE = {
  begin: '<!-- begin: npm run bench -- cost --document docs/inversion.md -->',
  end: '<!-- end -->',
  columns: ['method', 'UNet rows', 'seconds, of DDIM inversion', 'memory, MB'],
  keyColumns: 1,
  keepsOrder: true,
} as const satisfies DocumentTable;

function toCells(cost: MethodCost): string[] {
  return [cost.id, cost.rows.toFixed(0), cost.times.toFixed(1), toMegabytes(cost)];
}

function toMegabytes({ grownBytes }: Pick<CostResult, 'grownBytes'>): string {
  return (grownBytes / MEGABYTE).toFixed(0);
}

/** PSNR over seconds and over memory, a line for each method; nothing where no report says how good they are. */
async function drawCurves(folder: string | null, methods: readonly MethodCost[]): Promise<void> {
  const text = folder === null ? null : await readFile(join(folder, 'inversion.json'), 'utf8').catch(() => null);
  if (text === null) return;
  // Our own report.
  const { bound, methods: measured } = JSON.parse(text) as {
    readonly bound: number;
    readonly methods: readonly { readonly id: string; readonly psnr: number | null }[];
  };
  const psnrOf = new Map(measured.map(({ id, psnr }) => [id, psnr]));
  const draw = (name: string, xTitle: string, xOf: (cost: MethodCost) => number) => {
    const lines = INVERSION_IDS.map((inversion) => {
      const points = methods.flatMap((cost) => {
        const psnr = psnrOf.get(cost.id) ?? null;
        return cost.inversion === inversion && psnr !== null ? [[xOf(cost), psnr] as const] : [];
      });
      return { name: inversion, points: points.toSorted(([a], [b]) => a - b) };
    }).filter(({ points }) => points.length > 0);
    if (lines.length === 0) return;
    const title = 'What inversion gives back of a photo';
    const limit = { y: bound, name: 'the autoencoder alone' };
    return writeFigure(folder, name, drawLineChart({ title, xTitle, yTitle: 'PSNR to the photo, dB', lines, limit }));
  };
  await draw('inversion-seconds', 'seconds, as multiples of DDIM inversion', ({ times }) => times);
  await draw('inversion-memory', 'memory, MB', ({ grownBytes }) => grownBytes / MEGABYTE);
}
