import { access, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { detectPack } from '../../src/packs/detect/detect-pack.ts';
import { loadPack } from '../../src/runtime/load-pack.ts';
import type { Command } from '../support/command.ts';
import { CommandFailure } from '../support/command-failure.ts';
import { createFolderReader } from '../support/folder-reader.ts';
import { createNodeHost } from '../support/node-host.ts';
import { parseOptions } from '../support/parse-options.ts';
import { formatTable } from '../support/format-table.ts';
import { comparePack, type PackComparison } from './pack-comparison.ts';
import { parsePackReference } from './parse-pack-reference.ts';
import { writeReport } from './write-report.ts';
import { PACK_FOLDERS } from '../../src/packs/pack-layout.ts';

const OPTIONS = { packs: { type: 'string' }, only: { type: 'string' }, out: { type: 'string' } } as const;

const CACHE = fileURLToPath(new URL('../../bench/packs/.cache', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../test/fixtures/packs', import.meta.url));

/** Half precision rounds every value to 11 bits, and the reference is float32. */
const TOLERANCES = { float32: 1e-4, float16: 2e-2 } as const;

const NUMBERS = [
  'text',
  'noise',
  'scheduler',
  'encoded',
  'decoded',
  'preview',
] as const satisfies (keyof PackComparison)[];

export interface PackResult extends PackComparison {
  readonly pack: string;
  readonly precision: keyof typeof TOLERANCES;
  /** What is further from diffusers than precision explains. */
  readonly excesses: readonly string[];
}

export const BENCH_PACKS: Command = {
  summary: 'small pipelines of every family, detected and run along diffusers’ own pipeline step by step',
  usage: `Usage: bench packs [options] [--json]

  --packs DIR             the packs (default: bench/packs/.cache, or the committed ones where that is missing)
  --only TEXT             those whose name has this in it, for instance 'sdxl' or 'half'
  --out DIR               write the report`,

  async run({ args, report }) {
    const { values } = parseOptions(args, OPTIONS);
    const folders = await chooseSmallPacks(values);
    const results: PackResult[] = [];
    for (const folder of folders) {
      results.push(await measurePack(folder));
      report(basename(folder));
    }
    if (values.out !== undefined) await writeReport(values.out, 'packs', { results });
    const rows = results.map((result) => [
      result.pack,
      result.precision,
      ...NUMBERS.map((key) => result[key]?.toExponential(1) ?? '-'),
    ]);
    const [problem] = results.flatMap(({ pack, excesses }) => excesses.map((excess) => `${pack}: ${excess}`));
    return {
      json: { results },
      lines: formatTable(['pack', 'precision', ...NUMBERS], rows),
      ...(problem === undefined ? {} : { problem }),
    };
  },
};

/** The folders that the options name. */
export async function chooseSmallPacks({
  packs,
  only = '',
}: {
  packs?: string;
  only?: string;
}): Promise<readonly string[]> {
  const fallback = await access(CACHE).then(
    () => CACHE,
    () => FIXTURES,
  );
  const folders = (await listPackFolders(packs ?? fallback)).filter((folder) => basename(folder).includes(only));
  if (folders.length === 0) throw new CommandFailure('There is no such pack: make them with bench/packs/make.py.');
  return folders;
}

/** Folders with a reference beside them. */
export async function listPackFolders(parent: string): Promise<readonly string[]> {
  const names = await readdir(parent).catch((error: unknown) => {
    throw new CommandFailure(`There is no folder ${parent}.`, 2, { cause: error });
  });
  return names.filter((name) => names.includes(`${name}.json`)).map((name) => join(parent, name));
}

/** Detects a pack and reads its reference. */
export async function detectSmallPack(folder: string) {
  const pack = basename(folder);
  const reader = createFolderReader(folder);
  const reference = parsePackReference(
    await readFile(`${folder}.json`, 'utf8'),
    new Uint8Array(await readFile(`${folder}.bin`)).buffer,
  );
  // Packs without configurations do not say the size that they were made for.
  const [, , height = 0, width = 0] = reference.tensor('picture').shape;
  const name = { id: pack, name: pack, version: '1', imageSize: { height, width } };
  return { pack, reader, reference, ...(await detectPack(reader, name)) };
}

/** Detects a pack, opens it, and compares it with its reference. */
export async function measurePack(folder: string): Promise<PackResult> {
  const { pack, reader, reference, manifest, report } = await detectSmallPack(folder);
  const runtime = await loadPack(createNodeHost(), reader, { manifest, prepare: ['forward'] });
  try {
    const comparison = await comparePack(runtime, reference);
    const precision = report.plan?.precision[PACK_FOLDERS.unet] === 'float16' ? 'float16' : 'float32';
    const excesses = [
      ...(comparison.sameTokens ? [] : ['other token ids']),
      ...(comparison.sameTimesteps ? [] : ['other timesteps']),
      ...NUMBERS.flatMap((key) => {
        const difference = comparison[key] ?? 0;
        const isFar = difference > (key === 'scheduler' ? 1e-4 : TOLERANCES[precision]);
        return isFar ? [`${key} differs by ${difference.toExponential(1)}`] : [];
      }),
    ];
    return { pack, precision, ...comparison, excesses };
  } finally {
    await runtime.release();
  }
}
