import { createHash } from 'node:crypto';
import { defaultPackFolder } from '../support/default-pack.ts';
import { openNodePack, readFolderManifest, type NodePack } from '../support/open-node-pack.ts';
import { parseChoice, parseNumber, parseOptions } from '../support/parse-options.ts';
import { PAIR_KINDS, PAIR_SETS, readPairs, type EditPair, type PairKind, type PairSet } from './pairs.ts';

const BENCH_OPTIONS = {
  n: { type: 'string' },
  set: { type: 'string' },
  kind: { type: 'string' },
  methods: { type: 'string' },
  out: { type: 'string' },
  sheet: { type: 'string' },
  document: { type: 'string' },
  pack: { type: 'string' },
  photos: { type: 'string' },
  words: { type: 'string' },
  all: { type: 'boolean' },
  flat: { type: 'boolean' },
} as const;

export const BENCH_USAGE = `  --n N                   number of pairs, or of rounds for speed
  --set validation|test   held-out pairs (default: test)
  --kind K                only pairs of one kind (default: all)
  --methods A,B           only these
  --out DIR               write the report and, for edit, a sheet of pictures
  --sheet N               pairs on that sheet (default: 16)
  --document FILE         edit and inversion: put the table between the marks of this file (README.md, docs/inversion.md; --all: docs/editing.md)
  --all                   edit: every editor, and every inversion with Prompt-to-Prompt; goes on where it was stopped
  --words own|others      inversion: the words of each photo, or those of the next one, which are wrong (default: own)
  --flat                  inversion: --n greys from black to white in place of photos, 9 by default
  --pack DIR              the model pack (default: the bundled starter)`;

const WORDS = ['own', 'others'] as const;

export interface BenchOptions {
  readonly set: PairSet;
  readonly kind: PairKind | null;
  readonly count: number | null;
  readonly methods: readonly string[] | null;
  readonly out: string | null;
  /** Pairs on the sheet of pictures. */
  readonly sheet: number;
  readonly document: string | null;
  readonly pack: string;
  /** A folder of pictures, for `bench photos`. */
  readonly photos: string | null;
  /** Every method there is, as it was published. */
  readonly all: boolean;
  /** Uniform greys instead of pairs. */
  readonly flat: boolean;
  /** Whose words stand for a photo. */
  readonly words: (typeof WORDS)[number];
}

export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseOptions(args, BENCH_OPTIONS);
  return {
    set: parseChoice(values.set ?? 'test', 'set', PAIR_SETS),
    kind: values.kind === undefined ? null : parseChoice(values.kind, 'kind', PAIR_KINDS),
    count: values.n === undefined ? null : parseNumber(values.n, 'n', 1, { min: 1, max: 10_000, integer: true }),
    methods: values.methods?.split(',').map((id) => id.trim()) ?? null,
    out: values.out ?? null,
    sheet: values.sheet === undefined ? 16 : parseNumber(values.sheet, 'sheet', 1, { min: 1, max: 64, integer: true }),
    document: values.document ?? null,
    pack: values.pack ?? defaultPackFolder(),
    photos: values.photos ?? null,
    all: values.all ?? false,
    flat: values.flat ?? false,
    words: parseChoice(values.words ?? 'own', 'words', WORDS),
  };
}

/** What a report was measured on. */
export interface MeasuredPack {
  readonly id: string;
  readonly version: string;
  /** Of its description, which holds the sum of every file: lowercase hex. */
  readonly sha256: string;
}

export interface Bench extends NodePack {
  readonly pack: MeasuredPack;
  readonly pairs: readonly EditPair[];
}

/** Opens what the options name for `task`, and releases its models whatever becomes of it. */
export async function withBench<Result>(
  options: BenchOptions,
  task: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const bench = await openBench(options);
  try {
    return await task(bench);
  } finally {
    await bench.runtime.release();
  }
}

/** The pairs first, so that bad input is found before the models are loaded. */
async function openBench(options: BenchOptions): Promise<Bench> {
  const manifest = await readFolderManifest(options.pack);
  const count = options.flat ? 0 : (options.count ?? Number.POSITIVE_INFINITY);
  const pairs = await readPairs(
    options.set,
    count,
    manifest.image,
    options.kind === null ? PAIR_KINDS : [options.kind],
  );
  const { id, version } = manifest;
  const sha256 = createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
  return { ...(await openNodePack(options.pack)), pack: { id, version, sha256 }, pairs };
}
