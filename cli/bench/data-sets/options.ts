import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPackFolder } from '../../support/default-pack.ts';
import { CommandFailure } from '../../support/command-failure.ts';
import { type NodePack, openNodePack, readFolderManifest } from '../../support/open-node-pack.ts';
import { parseNumber, parseOptions, requireOption } from '../../support/parse-options.ts';
import type { PackManifest } from '../../../src/protocol/pack-manifest.ts';
import { JUDGE_OPTIONS, JUDGE_USAGE, type JudgeFiles, openJudges, type PictureJudges } from '../judges/open-judges.ts';
import { createPictureFiles, type PictureFiles } from './picture-files.ts';
import { openRecords, type Records } from '../records.ts';

const OPTIONS = {
  data: { type: 'string' },
  out: { type: 'string' },
  methods: { type: 'string' },
  n: { type: 'string' },
  types: { type: 'string' },
  pack: { type: 'string' },
  ...JUDGE_OPTIONS,
} as const;

export const DATA_SET_USAGE = `  --data DIR              the data set
  --out DIR               what was measured, every picture, and a sheet; a run that ended early goes on from there
  --methods A,B           only these
  --n N                   so many pictures, from the first on (default: all)
  --pack DIR              the model pack (default: the bundled starter)
${JUDGE_USAGE}`;

export interface DataSetOptions {
  readonly data: string;
  readonly out: string;
  readonly methods: readonly string[] | null;
  readonly count: number;
  /** Kinds of edits to keep; null for all. */
  readonly types: readonly string[] | null;
  readonly pack: string;
  readonly judges: JudgeFiles;
}

export function parseDataSetOptions(args: readonly string[]): DataSetOptions {
  const { values } = parseOptions(args, OPTIONS);
  const list = (value: string | undefined) => value?.split(',').map((id) => id.trim()) ?? null;
  const { clip, lpips, inception, dino } = values;
  return {
    data: requireOption(values.data, 'data'),
    out: requireOption(values.out, 'out'),
    methods: list(values.methods),
    count: parseNumber(values.n, 'n', Number.POSITIVE_INFINITY, { min: 1, max: 1_000_000, integer: true }),
    types: list(values.types),
    pack: values.pack ?? defaultPackFolder(),
    judges: { clip, lpips, inception, dino },
  };
}

/** What a data set is measured with. */
export interface DataSetBench<T> extends NodePack {
  readonly manifest: PackManifest;
  readonly judges: PictureJudges;
  readonly records: Records<T>;
  readonly pictures: PictureFiles;
  release(): Promise<void>;
}

/** Opens judges, model and what an earlier run left. Throws `CommandFailure` where that was measured otherwise. */
export async function openDataSetBench<T>(name: string, options: DataSetOptions): Promise<DataSetBench<T>> {
  const manifest = await readFolderManifest(options.pack);
  const judges = await openJudges(options.judges);
  const conditions = { pack: `${manifest.id}@${manifest.version}`, judges: judges.by };
  const records = await openRecords<T>(join(options.out, `${name}.jsonl`), conditions);
  const opened = await openNodePack(options.pack);
  return {
    ...opened,
    manifest,
    judges,
    records,
    pictures: createPictureFiles(options.out),
    async release() {
      await judges.release();
      await opened.runtime.release();
    },
  };
}

/** The first of these files below a folder that is there. Throws `CommandFailure` where none is. */
export function findFile(folder: string, names: readonly string[]): string {
  const file = names.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) throw new CommandFailure(`${folder} has no file ${names.join(' or ')}.`);
  return file;
}
