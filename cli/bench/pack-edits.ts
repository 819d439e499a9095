import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Page } from 'playwright';
import { toPixelImage } from '../../src/engine/stages/pixel-image.ts';
import type { DeviceKind } from '../../src/protocol/engine.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import { loadPack } from '../../src/runtime/load-pack.ts';
import { runTrialEdits, type TrialRuns } from '../../src/runtime/trial-edit.ts';
import { CommandFailure } from '../support/command-failure.ts';
import type { Command } from '../support/command.ts';
import { createNodeHost } from '../support/node-host.ts';
import { parseOptions } from '../support/parse-options.ts';
import type { DocumentTable } from './document-table.ts';
import { formatTable } from '../support/format-table.ts';
import { buildPage } from './gpu/build-page.ts';
import { launchBrowser } from './gpu/launch-browser.ts';
import { servePage } from './gpu/serve-page.ts';
import { chooseSmallPacks, detectSmallPack } from './packs.ts';
import { writeDocument } from './write-document.ts';

const OPTIONS = { packs: { type: 'string' }, only: { type: 'string' }, document: { type: 'string' } } as const;

const PAGE = 'workers/bench/pack-edits/pack-edits.html';

/** ||a - b|| / ||b||, of one run from device to device, and of the picture by the same kernels recorded and unrecorded. */
const TOLERANCE = 1e-4;

type Pictures = readonly (readonly number[])[];

/** As the page answers. */
interface EditsInBrowser {
  readonly pictures: Pictures;
  readonly unrecorded: readonly number[] | null;
  readonly runs: Readonly<Record<keyof TrialRuns, readonly number[]>>;
  readonly rows: readonly number[];
  readonly latent: readonly number[];
  readonly captures: Readonly<Record<string, string>>;
  readonly dispatches: number;
  readonly bytes: { readonly held: number; readonly left: number };
}

interface PackEdits {
  readonly pack: string;
  readonly latent: readonly number[];
  /** Rows of an edit, and of one to other words. */
  readonly rows: readonly number[];
  readonly distances: {
    /** Of one run of each model on WebGPU from that on WASM. */
    readonly runs: Readonly<Record<keyof TrialRuns, number>>;
    /** Of the pictures in Node and on WebGPU from those on WASM, the larger of both edits. */
    readonly node: number;
    readonly webgpu: number;
    /** Of the first edit's picture by recorded sessions from that by sessions that are not recorded. */
    readonly recorded: number;
  };
  /** How each graph ran on WebGPU, by its file. */
  readonly captures: Readonly<Record<string, string>>;
  readonly dispatches: number;
  readonly bytes: { readonly held: number; readonly left: number };
}

export const BENCH_PACK_EDITS: Command = {
  summary:
    'small pipelines of every family edit a photo in Node and in Chromium, on WASM and in recorded sessions on WebGPU',
  usage: `Usage: bench pack-edits [options] [--json]

  --packs DIR             the packs (default: bench/packs/.cache, or the committed ones where that is missing)
  --only TEXT             those whose name has this in it, for instance 'sdxl' or 'half'
  --document FILE         put the table between the marks of this file (docs/packs.md); rows of other packs stay

WebGPU is the software adapter's: an edit takes minutes, most of which go into compiling shaders.`,

  async run({ args, report }) {
    const { values } = parseOptions(args, OPTIONS);
    const folders = await chooseSmallPacks(values);
    const results = await withPages(dirname(folders[0] ?? ''), report, async (pages) => {
      const done: PackEdits[] = [];
      for (const folder of folders) {
        report(basename(folder));
        const result = await compareDevices(pages, folder);
        done.push(result);
        if (values.document !== undefined) await writeDocument(values.document, TABLE, [toCells(result)], true);
      }
      return done;
    });
    const rows = results.map(toCells);
    const failed = results.filter((result) => !isRight(result)).map(({ pack }) => pack);
    return {
      json: { results },
      lines: formatTable(TABLE.columns, rows),
      ...(failed.length === 0 ? {} : { problem: `Not recorded, or other numbers: ${failed.join(', ')}` }),
    };
  },
};

/** A page in Chromium for each device, over the packs in a folder. */
async function withPages<T>(
  packs: string,
  report: (line: string) => void,
  task: (pages: Readonly<Record<DeviceKind, Page>>) => Promise<T>,
): Promise<T> {
  const built = await mkdtemp(join(tmpdir(), 'renoir-pack-edits-'));
  try {
    report('building the page');
    await buildPage(built, PAGE);
    const browser = await launchBrowser({ isHeaded: false, isSoftware: true }, report);
    const server = await servePage(built, packs, () => undefined);
    const open = async (device: DeviceKind): Promise<Page> => {
      const page = await browser.newPage();
      await page.goto(`${server.url}${PAGE}?device=${device}`);
      await page.waitForFunction('"editPack" in globalThis');
      return page;
    };
    try {
      return await task({ wasm: await open('wasm'), webgpu: await open('webgpu') });
    } finally {
      server.close();
      await browser.close();
    }
  } finally {
    await rm(built, { recursive: true });
  }
}

async function compareDevices(pages: Readonly<Record<DeviceKind, Page>>, folder: string): Promise<PackEdits> {
  const { pack, reader, reference, manifest } = await detectSmallPack(folder);
  const photo = toPixelImage(reference.tensor('picture'));
  const host = createNodeHost();
  const runtime = await loadPack(host, reader, { manifest, prepare: [] });
  const edits = await runTrialEdits(runtime, host, photo, new AbortController().signal);
  await runtime.release();
  const node = edits.map(({ decoded }) => [...decoded.data]);
  const wasm = await editOn(pages.wasm, pack, photo);
  const { pictures, unrecorded, runs, ...webgpu } = await editOn(pages.webgpu, pack, photo);
  return {
    pack,
    distances: {
      runs: {
        latent: relativeDistance(runs.latent, wasm.runs.latent),
        picture: relativeDistance(runs.picture, wasm.runs.picture),
        forward: relativeDistance(runs.forward, wasm.runs.forward),
        gradient: relativeDistance(runs.gradient, wasm.runs.gradient),
      },
      node: largestDistance(node, wasm.pictures),
      webgpu: largestDistance(pictures, wasm.pictures),
      recorded: relativeDistance(pictures[0] ?? [], unrecorded ?? []),
    },
    ...webgpu,
  };
}

async function editOn(page: Page, name: string, { width, height, data }: PixelImage): Promise<EditsInBrowser> {
  const question = { name, photo: { width, height, data: [...data] } };
  try {
    return await page.evaluate(`editPack(${JSON.stringify(question)})`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`${name}, ${page.url()}: ${reason}`, 1, { cause: error });
  }
}

function largestDistance(found: Pictures, expected: Pictures): number {
  return Math.max(...found.map((picture, i) => relativeDistance(picture, expected[i] ?? [])));
}

function relativeDistance(found: readonly number[], expected: readonly number[]): number {
  const difference = found.map((value, i) => value - (expected[i] ?? Number.NaN));
  return Math.hypot(...difference) / Math.hypot(...expected);
}

function isRight({ distances, captures }: PackEdits): boolean {
  return (
    Math.max(...Object.values(distances.runs), distances.recorded) <= TOLERANCE &&
    Object.values(captures).every((verdict) => verdict === 'captured')
  );
}

function toCells({ pack, latent, rows, distances, captures, dispatches, bytes }: PackEdits): string[] {
  const { runs, node, webgpu, recorded } = distances;
  const verdicts = Object.values(captures);
  const captured = verdicts.filter((verdict) => verdict === 'captured').length;
  return [
    pack,
    latent.slice(2).join(' x '),
    rows.join(' / '),
    ...[runs.latent, runs.picture, runs.forward, runs.gradient, node, webgpu, recorded].map((distance) =>
      distance.toExponential(1),
    ),
    `${captured} of ${verdicts.length}`,
    String(dispatches),
    (bytes.held / 2 ** 20).toFixed(1),
    (bytes.left / 2 ** 20).toFixed(1),
  ];
}

const TABLE = {
  begin: '<!-- begin: npm run bench -- pack-edits --document docs/packs.md -->',
  end: '<!-- end -->',
  columns: [
    'pack',
    'latent',
    'rows of the edit / later words',
    'one run, WebGPU to WASM: encode',
    'decode',
    'forward',
    'gradient',
    'pictures: Node to WASM',
    'WebGPU to WASM',
    'recorded to unrecorded',
    'recorded',
    'dispatches',
    'MiB on the device',
    'after closing',
  ],
  keyColumns: 1,
} as const satisfies DocumentTable;
