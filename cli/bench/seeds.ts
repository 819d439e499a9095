import { at } from '../../src/engine/at.ts';
import { dot } from '../../src/engine/diffusion/arithmetic.ts';
import { createRandomGenerator, gaussianTensor } from '../../src/engine/diffusion/random.ts';
import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { finish } from '../../src/engine/generators.ts';
import { frechetDistance } from '../../src/engine/metrics/frechet-distance.ts';
import { SEED_CENTROIDS } from '../../src/engine/seeds/mixtures.ts';
import type { MeaningLoss } from '../../src/engine/seeds/select-seed.ts';
import type { EditContext } from '../../src/engine/stages/edit-context.ts';
import {
  findSeed,
  type MixOptions,
  paintSeed,
  type PhotoSeed,
  searchSeed,
  type Seed,
  seedAmong,
  seedsBetween,
} from '../../src/engine/stages/mix-photos.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { readGuided } from '../../src/engine/stages/text-stage.ts';
import { createStageCache } from '../../src/engine/stages/stage-cache.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import { SEED_PATH_IDS } from '../../src/protocol/mix-request.ts';
import type { Command } from '../support/command.ts';
import { CommandFailure } from '../support/command-failure.ts';
import type { AttributeJudge } from './attribute-judge.ts';
import { formatTable } from '../support/format-table.ts';
import { type InversionVariant, parseInversionVariant, VARIANT_USAGE } from '../support/inversion-variant.ts';
import { type MeaningReader, openMeaning } from './meaning.ts';
import { withJudgedBench } from './judged-bench.ts';
import { BENCH_USAGE, parseBenchOptions } from './options.ts';
import type { EditPair } from './pairs.ts';
import { mean } from './statistics.ts';
import { writeReport } from './write-report.ts';

const DEFAULT_METHODS = ['ddim', 'fixed-point', 'anderson', 'rnri@predicted'];
/** Inner points of a path. */
const BETWEEN = 3;
/** Pictures of a class that one centroid is of. */
const AMONG = 4;
/** Moves of SeedSelect from such a centroid, as published (arXiv 2306.08687). */
const MOVES = 5;
/** Pictures from plain noise: by the first of them classes are ranked, the others are reported. */
const FROM_NOISE = { ranking: 12, reported: 12 };
/** Classes by how well the model paints them, best first, in equal parts. */
const PARTS = ['head', 'medium', 'tail'] as const;
type Part = (typeof PARTS)[number];
const KIND = 'slot 0 kind';

export const BENCH_SEEDS: Command = {
  summary: 'whether pictures between inverted photos, and in their middle, still show what the photos show',
  usage: `Usage: bench seeds [options] [--json]

Pictures of one object are put in classes by what it is. Between every two neighbours of a class ${BETWEEN} pictures are painted, and one
in the middle of every ${AMONG}, with the words 'a CLASS', as it is and after ${MOVES} moves of SeedSelect. A judge reads what they show; the
Fréchet distance is by its features. Head, medium and tail are the thirds of the classes by how often plain noise gives them.

${BENCH_USAGE}

Methods: ${VARIANT_USAGE}`,

  async run({ args, report }) {
    const options = parseBenchOptions(args);
    const variants = (options.methods ?? DEFAULT_METHODS).map(parseInversionVariant);
    return withJudgedBench(options, async (bench, judge) => {
      const reader = await openMeaning(bench, options.pack, judge);
      const classes = classify(bench.pairs);
      if (classes.size === 0) {
        const count = bench.pairs.length;
        throw new CommandFailure(`Of ${count} pairs no two are of one object of the same kind: --n asks for more.`);
      }
      const real = await readAll(
        judge,
        [...classes].flatMap(([kind, photos]) => photos.map(({ truth: image }) => ({ kind, image }))),
      );
      const noise = await paintNoise(bench.context, bench.runtime.manifest, [...classes.keys()]);
      const parts = rankClasses(await readAll(judge, noise.ranking));
      const rows = [
        { method: 'photos', of: 'themselves', mixture: '', ...summarise(real, real, parts) },
        { method: 'noise', of: 'none', mixture: '', ...summarise(await readAll(judge, noise.reported), real, parts) },
      ];
      for (const variant of variants) {
        for (const { of, mixture, pictures } of await paintMixtures(
          bench.context,
          bench.runtime.manifest,
          reader,
          variant,
          classes,
        )) {
          const row = { method: variant.id, of, mixture, ...summarise(await readAll(judge, pictures), real, parts) };
          report(`${row.method}, ${of}, ${mixture}: ${toPercent(row.right)} %`);
          rows.push(row);
        }
      }
      const json = { pack: bench.pack, set: options.set, classes: Object.fromEntries(parts), rows };
      await writeReport(options.out, 'seeds', json);
      await reader.release();
      return { json, lines: formatTable(COLUMNS, rows.map(toCells)) };
    });
  },
};

const COLUMNS = [
  'inversion',
  'pictures',
  'seeds mixed by',
  'n',
  'length',
  'object read right, %',
  ...PARTS.map((part) => `${part}, %`),
  'Fréchet distance',
];

interface Row extends ReturnType<typeof summarise> {
  readonly method: string;
  readonly of: string;
  readonly mixture: string;
}

function toCells({ method, of, mixture, n, length, right, rightOf, distance }: Row): string[] {
  return [
    method,
    of,
    mixture,
    String(n),
    length?.toFixed(2) ?? '',
    toPercent(right),
    ...PARTS.map((part) => toPercent(rightOf[part] ?? null)),
    distance.toFixed(2),
  ];
}

function toPercent(share: number | null): string {
  return share === null ? '' : (share * 100).toFixed(1);
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
  readonly of: 'between two' | 'middle' | 'middle, moved' | 'middle, moved by meaning';
  readonly mixture: string;
  readonly pictures: readonly Painted[];
}

async function paintMixtures(
  context: EditContext,
  manifest: PackManifest,
  reader: MeaningReader,
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
  const moved = { of: 'middle, moved' as const, mixture: 'norm-guided' as const, pictures: [] as Painted[] };
  const meant = { ...moved, of: 'middle, moved by meaning' as const, pictures: [] as Painted[] };
  for (const [kind, photos] of classes) {
    const options: MixOptions = { target: `a ${kind}`, settings, signal };
    const paint = async (seed: Seed): Promise<Painted> => ({
      kind,
      image: await paintSeed(fresh, seed, options),
      length: Math.sqrt(dot(seed.latent, seed.latent) / seed.latent.data.length),
    });
    const seeds: PhotoSeed[] = [];
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
    const groupsOfPhotos = groupsOf(photos, AMONG);
    for (const [index, group] of groupsOf(seeds, AMONG).entries()) {
      const images = at(groupsOfPhotos, index).map(({ truth }) => toTensor(truth));
      for (const { mixture, pictures } of middle) {
        const centroid = mixture as keyof typeof SEED_CENTROIDS;
        const seed = await seedAmong(fresh, group, { ...options, centroid });
        pictures.push(await paint(seed));
        if (centroid !== moved.mixture) continue;
        const move = async (byMeaning: { readonly meaning?: MeaningLoss }) =>
          paint(await finish(searchSeed(fresh, seed, group, { ...options, ...byMeaning, iterations: MOVES })));
        moved.pictures.push(await move({}));
        meant.pictures.push(await move({ meaning: await reader.distanceTo(images) }));
      }
    }
  }
  return [...between, ...middle, moved, meant];
}

/** Neighbours, `size` each; a rest of one is left out, because it is its own middle. */
function groupsOf<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  const groups = Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
  return groups.filter((group) => group.length > 1);
}

/** What the model makes of a class's words and noise that belongs to no photo. */
async function paintNoise(
  context: EditContext,
  manifest: PackManifest,
  kinds: readonly string[],
): Promise<Readonly<Record<keyof typeof FROM_NOISE, readonly Painted[]>>> {
  const settings = defaultEditSettings(manifest);
  const signal = new AbortController().signal;
  const painted = { ranking: [] as Painted[], reported: [] as Painted[] };
  const random = createRandomGenerator(0);
  for (const kind of kinds) {
    const options = { target: `a ${kind}`, settings, signal };
    const { conditioning } = await readGuided(context, options.target, settings.targetGuidance);
    for (const use of ['ranking', 'reported'] as const) {
      for (let i = 0; i < FROM_NOISE[use]; i++) {
        const latent = gaussianTensor(context.models.denoiser.latentShape, random);
        painted[use].push({ kind, image: await paintSeed(context, { latent, conditioning }, options), length: 1 });
      }
    }
  }
  return painted;
}

/** The third that each class belongs to, by how often it was read right. */
function rankClasses(readings: readonly Reading[]): ReadonlyMap<string, Part> {
  const kinds = [...new Set(readings.map(({ kind }) => kind))];
  const ranked = kinds
    .map((kind) => ({ kind, right: rightShare(readings.filter((reading) => reading.kind === kind)) ?? 0 }))
    .toSorted((a, b) => b.right - a.right);
  return new Map(ranked.map(({ kind }, rank) => [kind, at(PARTS, Math.floor((rank * PARTS.length) / ranked.length))]));
}

function rightShare(readings: readonly Reading[]): number | null {
  return mean(readings.map(({ isRight }) => Number(isRight)));
}

interface Reading {
  readonly kind: string;
  readonly isRight: boolean;
  readonly features: Float32Array;
  readonly length?: number | undefined;
}

async function readAll(judge: AttributeJudge, pictures: readonly Painted[]): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  for (const { kind, image, length } of pictures) {
    const tensor = toTensor(image);
    const right = await judge.readRight(tensor, { count: 1, [KIND]: kind });
    readings.push({ kind, isRight: right.has(KIND), features: await judge.readFeatures(tensor), length });
  }
  return readings;
}

function summarise(readings: readonly Reading[], real: readonly Reading[], parts: ReadonlyMap<string, Part>) {
  return {
    n: readings.length,
    length: mean(readings.flatMap(({ length }) => length ?? [])),
    right: rightShare(readings),
    rightOf: Object.fromEntries(
      PARTS.map((part) => [part, rightShare(readings.filter(({ kind }) => parts.get(kind) === part))]),
    ),
    distance: frechetDistance(
      readings.map(({ features }) => features),
      real.map(({ features }) => features),
    ),
  };
}
