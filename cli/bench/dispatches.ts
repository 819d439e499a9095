import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Browser } from 'playwright';
import { RANDOM_MODELS } from '../../src/protocol/benchmark.ts';
import { DENOISER_GRAPHS } from '../../src/packs/pack-layout.ts';
import { CommandFailure } from '../support/command-failure.ts';
import type { Command } from '../support/command.ts';
import { choosePackFolder, isFolder } from '../support/packs-folder.ts';
import { parseChoice, parseOptions } from '../support/parse-options.ts';
import type { DocumentTable } from './document-table.ts';
import { formatTable } from '../support/format-table.ts';
import { buildPage } from './gpu/build-page.ts';
import { launchBrowser } from './gpu/launch-browser.ts';
import { servePage } from './gpu/serve-page.ts';
import { readTopologyCase } from './topology-cases.ts';
import { writeDocument } from './write-document.ts';

const OPTIONS = {
  pack: { type: 'string', multiple: true },
  model: { type: 'string', multiple: true },
  random: { type: 'string', multiple: true },
  document: { type: 'string' },
} as const;

const PAGE = 'workers/bench/dispatches/dispatches.html';

/** What is counted; a UNet alone has no autoencoder. */
const GRAPHS = [...DENOISER_GRAPHS, 'encode', 'decode'] as const;

type Counts = Readonly<Partial<Record<(typeof GRAPHS)[number], Readonly<Record<string, number>>>>>;

/** A model, the folder that is served to the page, and what the page is asked. */
interface Asked {
  readonly name: string;
  readonly folder: string;
  readonly question: object;
}

export const BENCH_DISPATCHES: Command = {
  summary: 'what one run of each graph of a model dispatches on WebGPU, by operator',
  usage: `Usage: bench dispatches [options] [--json]

  --pack NAME|DIR         a pack (default: the bundled one, where no other model is named)
  --model FILE            a case of bench/topologies: FILE.onnx or FILE.onnx.gz beside its FILE.json
  --random NAME           the UNet of ${RANDOM_MODELS.join(' or ')}
  --document FILE         put the sums between the marks of this file (docs/gpu.md); rows of other models stay

Each may be given several times. The models are compiled and run by Chromium, whose WebGPU is stubbed so that it counts and computes
nothing: the counts are those of a graphics card, float16 included, and take seconds.`,

  async run({ args, report }) {
    const { values } = parseOptions(args, OPTIONS);
    const scratch = await mkdtemp(join(tmpdir(), 'renoir-dispatches-'));
    try {
      const asked = await listModels(values, scratch);
      const page = join(scratch, 'page');
      report('building the page');
      await buildPage(page, PAGE);
      const browser = await launchBrowser({ isHeaded: false, isSoftware: true }, report);
      const results: { readonly name: string; readonly counts: Counts }[] = [];
      try {
        for (const model of asked) {
          report(model.name);
          results.push({ name: model.name, counts: await countOn(browser, page, model) });
        }
      } finally {
        await browser.close();
      }
      const sums = results.map(({ name, counts }) => toCells(name, counts));
      if (values.document !== undefined) await writeDocument(values.document, TABLE, sums, true);
      return {
        json: { models: results },
        lines: [
          ...results.flatMap(({ name, counts }) => [...formatTable([name, ...GRAPHS], listOperators(counts), 0), '']),
          ...formatTable(TABLE.columns, sums),
        ],
      };
    } finally {
      await rm(scratch, { recursive: true });
    }
  },
};

async function listModels(
  { pack, model = [], random = [] }: { pack?: string[]; model?: string[]; random?: string[] },
  scratch: string,
): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  const isDefault = model.length === 0 && random.length === 0;
  for (const name of pack ?? (isDefault ? [undefined] : [])) {
    const folder = resolve(await choosePackFolder(name));
    if (!(await isFolder(folder))) throw new CommandFailure(`There is no pack ${name ?? folder}.`);
    asked.push({ name: basename(folder), folder, question: { kind: 'pack' } });
  }
  for (const file of model) {
    const stem = resolve(file).replace(/\.onnx(\.gz)?$/, '');
    const { topology, exporter, precision, latent, tokens, readModel } = await readTopologyCase(stem);
    const folder = join(scratch, String(asked.length));
    await mkdir(folder);
    await writeFile(join(folder, 'model.onnx'), await readModel());
    asked.push({
      name: `${topology}, ${exporter}, ${precision}`,
      folder,
      question: { kind: 'file', latent, tokens },
    });
  }
  for (const name of random) {
    const id = parseChoice(name, 'random', RANDOM_MODELS);
    asked.push({ name: `random ${id}`, folder: dirname(scratch), question: { kind: 'random', id } });
  }
  return asked;
}

/** In a page of its own: the memory of a model goes with it. */
async function countOn(browser: Browser, built: string, { folder, question, name }: Asked): Promise<Counts> {
  const server = await servePage(built, folder, () => undefined);
  const page = await browser.newPage();
  try {
    await page.goto(`${server.url}${PAGE}`);
    await page.waitForFunction('"countDispatches" in globalThis');
    return await page.evaluate(`countDispatches(${JSON.stringify(question)})`);
  } catch (error) {
    throw new CommandFailure(`${name}: ${error instanceof Error ? error.message : String(error)}`, 1, { cause: error });
  } finally {
    await page.close();
    server.close();
  }
}

/** Operators with what each graph dispatches for them, those of the gradient's most first. */
function listOperators(counts: Counts): readonly (readonly [string, ...number[]])[] {
  const operators = new Set(GRAPHS.flatMap((graph) => Object.keys(counts[graph] ?? {})));
  return [...operators]
    .map((operator) => [operator, ...GRAPHS.map((graph) => counts[graph]?.[operator] ?? 0)] as const)
    .sort((a, b) => (b[2] ?? 0) - (a[2] ?? 0));
}

function toCells(name: string, counts: Counts): string[] {
  const sums = GRAPHS.map((graph) => Object.values(counts[graph] ?? {}).reduce((sum, count) => sum + count, 0));
  const [forward = 0, gradient = 0] = sums;
  return [name, ...sums.map((sum) => (sum === 0 ? '' : String(sum))), (gradient / forward).toFixed(2)];
}

const TABLE = {
  begin: '<!-- begin: npm run bench -- dispatches --document docs/gpu.md -->',
  end: '<!-- end -->',
  columns: ['one run of', ...GRAPHS, 'gradient / forward'],
  keyColumns: 1,
  keepsOrder: true,
} as const satisfies DocumentTable;
