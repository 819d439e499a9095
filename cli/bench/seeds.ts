import { at } from '../../src/engine/at.ts';
import { dot } from '../../src/engine/diffusion/arithmetic.ts';
import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { frechetDistance } from '../../src/engine/metrics/frechet-distance.ts';
import { SEED_CENTROIDS } from '../../src/engine/seeds/mixtures.ts';
import type { EditContext } from '../../src/engine/stages/edit-context.ts';
import {
  findSeed,
  type MixOptions,
  paintSeed,
  type Seed,
  seedAmong,
  seedsBetween,
} from '../../src/engine/stages/mix-photos.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { createStageCache } from '../../src/engine/stages/stage-cache.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import { SEED_PATH_IDS } from '../../src/protocol/mix-request.ts';
import type { Command } from '../support/command.ts';
import { type AttributeJudge, openAttributeJudge } from './attribute-judge.ts';
import { formatTable } from '../support/format-table.ts';
import { type InversionVariant, parseInversionVariant, VARIANT_USAGE } from '../support/inversion-variant.ts';
import { BENCH_USAGE, openBench, parseBenchOptions } from './options.ts';
import type { EditPair } from './pairs.ts';
import { mean } from './statistics.ts';
import { writeReport } from './write-report.ts';

const DEFAULT_METHODS = ['ddim', 'fixed-point', 'anderson', 'rnri@predicted'];
/** Inner points of a path. */
const BETWEEN = 3;
/** Pictures of a class that one centroid is of. */
const AMONG = 4;
const KIND = 'slot 0 kind';

export const BENCH_SEEDS: Command = {
  summary: 'whether pictures between inverted photos, and in their middle, still show what the photos show',
  usage: `Usage: bench seeds [options] [--json]

Pictures of one object are put in classes by what it is. Between every two neighbours of a class ${BETWEEN} pictures are painted, and one
in the middle of up to ${AMONG}, with the words 'a CLASS'. A judge reads what they show; the Fréchet distance is by its features.

${BENCH_USAGE}

Methods: ${VARIANT_USAGE}`,

  async run({ args, report }) {
    const options = parseBenchOptions(args);
    const variants = (options.methods ?? DEFAULT_METHODS).map(parseInversionVariant);
    const bench = await openBench(options);
    const judge = await openAttributeJudge();
    try {
      const classes = classify(bench.pairs);
      const real = await readAll(
        judge,
        [...classes].flatMap(([kind, photos]) => photos.map(({ truth: image }) => ({ kind, image }))),
      );
      const rows = [{ method: 'photos', of: 'themselves', mixture: '', ...summarise(real, real) }];
      for (const variant of variants) {
        for (const { of, mixture, pictures } of await paintMixtures(
          bench.context,
          bench.runtime.manifest,
          variant,
          classes,
        )) {
          const row = { method: variant.id, of, mixture, ...summarise(await readAll(judge, pictures), real) };
          report(`${row.method}, ${of}, ${mixture}: ${((row.right ?? 0) * 100).toFixed(0)} %`);
          rows.push(row);
        }
      }
      const json = { pack: bench.pack, set: options.set, classes: classes.size, rows };
      await writeReport(options.out, 'seeds', json);
      return { json, lines: formatTable(COLUMNS, rows.map(toCells)) };
    } finally {
      await judge.release();
      await bench.runtime.release();
    }
  },
};

const COLUMNS = ['inversion', 'pictures', 'seeds mixed by', 'n', 'length', 'object read right, %', 'Fréchet distance'];

interface Row extends ReturnType<typeof summarise> {
  readonly method: string;
  readonly of: string;
  readonly mixture: string;
}

function toCells({ method, of, mixture, n, length, right, distance }: Row): string[] {
  return [
    method,
    of,
    mixture,
    String(n),
    length?.toFixed(2) ?? '',
    ((right ?? 0) * 100).toFixed(1),
    distance.toFixed(2),
  ];
}

/** Pictures of one object by what it is, classes of at least two. */
function classify(pairs: readonly EditPair[]): ReadonlyMap<string, readonly EditPair[]> {
  const classes = new Map<string, EditPair[]>();
  for (const pair of pairs) {
    if (pair.shows['count'] !== 1) continue;
    const kind = String(pair.shows[KIND]);
    classes.set(kind, [...(classes.get(kind) ?? []), pair]);
  }
  return new Map([...classes].filter(([, photos]) => photos.length > 1));
}

interface Painted {
  readonly kind: string;
  readonly image: PixelImage;
  /** Length of the seed as a share of that of noise. */
  readonly length?: number;
}

interface Mixture {
  readonly of: 'between two' | 'middle';
  readonly mixture: string;
  readonly pictures: readonly Painted[];
}

async function paintMixtures(
  context: EditContext,
  manifest: Parameters<typeof defaultEditSettings>[0],
  variant: InversionVariant,
  classes: ReadonlyMap<string, readonly EditPair[]>,
): Promise<readonly Mixture[]> {
  const fresh: EditContext = { ...context, cache: createStageCache() };
  const settings = { ...defaultEditSettings(manifest), ...variant.settings };
  const signal = new AbortController().signal;
  const between = SEED_PATH_IDS.map((mixture) => ({
    of: 'between two' as const,
    mixture,
    pictures: [] as Painted[],
  }));
  const middle = Object.keys(SEED_CENTROIDS).map((mixture) => ({
    of: 'middle' as const,
    mixture,
    pictures: [] as Painted[],
  }));
  for (const [kind, photos] of classes) {
    const options: MixOptions = { target: `a ${kind}`, settings, signal };
    const paint = async (seed: Seed): Promise<Painted> => ({
      kind,
      image: await paintSeed(fresh, seed, options),
      length: Math.sqrt(dot(seed.latent, seed.latent) / seed.latent.data.length),
    });
    const seeds: Seed[] = [];
    for (const { truth: image, target: source } of photos)
      seeds.push(await findSeed(fresh, { image, source }, options));
    for (const [index, seed] of seeds.slice(1).entries()) {
      for (const { mixture, pictures } of between) {
        const points = await seedsBetween(fresh, [at(seeds, index), seed], {
          ...options,
          path: mixture,
          count: BETWEEN + 2,
        });
        for (const point of points.slice(1, -1)) pictures.push(await paint(point));
      }
    }
    for (const { mixture, pictures } of middle) {
      const centroid = mixture as keyof typeof SEED_CENTROIDS;
      pictures.push(await paint(await seedAmong(fresh, seeds.slice(0, AMONG), { ...options, centroid })));
    }
  }
  return [...between, ...middle];
}

interface Reading {
  readonly isRight: boolean;
  readonly features: Float32Array;
  readonly length?: number | undefined;
}

async function readAll(judge: AttributeJudge, pictures: readonly Painted[]): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  for (const { kind, image, length } of pictures) {
    const tensor = toTensor(image);
    const right = await judge.readRight(tensor, { count: 1, [KIND]: kind });
    readings.push({ isRight: right.has(KIND), features: await judge.readFeatures(tensor), length });
  }
  return readings;
}

function summarise(readings: readonly Reading[], real: readonly Reading[]) {
  return {
    n: readings.length,
    length: mean(readings.flatMap(({ length }) => length ?? [])),
    right: mean(readings.map(({ isRight }) => Number(isRight))),
    distance: frechetDistance(
      readings.map(({ features }) => features),
      real.map(({ features }) => features),
    ),
  };
}
