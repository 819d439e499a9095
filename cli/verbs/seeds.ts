import { at } from '../../src/engine/at.ts';
import { finish } from '../../src/engine/generators.ts';
import { SEED_CENTROIDS, type SeedCentroidId } from '../../src/engine/seeds/mixtures.ts';
import {
  findSeed,
  type MixOptions,
  type PhotoSeed,
  paintSeed,
  searchSeed,
  type Seed,
  seedAmong,
  seedsBetween,
} from '../../src/engine/stages/mix-photos.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import { SEED_PATH_IDS } from '../../src/protocol/mix-request.ts';
import { CommandFailure } from '../support/command-failure.ts';
import type { Command } from '../support/command.ts';
import { writeImageRow } from '../support/image-file.ts';
import { openNodePack, readPhotoForPack } from '../support/open-node-pack.ts';
import { choosePackFolder } from '../support/packs-folder.ts';
import { parseChoice, parseNumber, parseOptions, requireOption } from '../support/parse-options.ts';
import { parseMethod, parseSettings, SETTING_OPTIONS, SETTING_USAGE } from '../support/setting-options.ts';

const CENTROID_IDS = Object.keys(SEED_CENTROIDS) as SeedCentroidId[];

const OPTIONS = {
  image: { type: 'string', multiple: true },
  source: { type: 'string', multiple: true },
  target: { type: 'string' },
  out: { type: 'string' },
  count: { type: 'string' },
  path: { type: 'string' },
  centroid: { type: 'string' },
  select: { type: 'string' },
  ...SETTING_OPTIONS,
} as const;

export const SEEDS: Command = {
  summary: 'pictures between two photos, or one in the middle of several',
  usage: `Usage: renoir seeds --image F --source S --image F --source S [...] --out F [options] [--json]

  --image F, --source S   an image and what is in it; twice for pictures between the two, more often for the middle of all
  --target S              words of every picture (default: those of the photos, mixed)
  --out F                 where to write the pictures, side by side
  --count N               pictures from the one to the other, both included (default: 7)
  --path ID               ${SEED_PATH_IDS.join(', ')} (default: norm-guided)
  --centroid ID           the middle of all, of two photos as well: ${CENTROID_IDS.join(', ')}
  --select N              move the middle N times until its picture resembles the photos (SeedSelect; 5 is published)
${SETTING_USAGE}`,

  async run({ args, report }) {
    const { values } = parseOptions(args, OPTIONS);
    const files = values.image ?? [];
    const sources = values.source ?? [];
    if (files.length < 2) throw new CommandFailure('Name at least two photos with --image.', 2);
    if (sources.length !== files.length) {
      throw new CommandFailure(
        `Say of each photo what is in it: ${files.length} --image, ${sources.length} --source.`,
        2,
      );
    }
    const out = requireOption(values.out, 'out');
    parseMethod(values.method);
    const count = parseNumber(values.count, 'count', 7, { min: 2, max: 64, integer: true });
    const path = parseChoice(values.path ?? 'norm-guided', 'path', SEED_PATH_IDS);
    const centroid =
      values.centroid === undefined && files.length === 2
        ? null
        : parseChoice(values.centroid ?? 'norm-guided', 'centroid', CENTROID_IDS);
    const moves = parseNumber(values.select, 'select', 0, { min: 0, max: 1000, integer: true });
    if (moves > 0 && centroid === null)
      throw new CommandFailure('--select moves a middle: name one with --centroid.', 2);
    const folder = await choosePackFolder(values.pack);
    const photos = await Promise.all(files.map((file) => readPhotoForPack(folder, file)));
    const settings = parseSettings(values, at(photos, 0).manifest);
    const options: MixOptions = { target: values.target, settings, signal: new AbortController().signal };

    const { runtime, context } = await openNodePack(folder);
    try {
      const seeds: PhotoSeed[] = [];
      for (const [index, { image }] of photos.entries()) {
        seeds.push(await findSeed(context, { image, source: at(sources, index) }, options));
        report(`${at(files, index)}: inverted`);
      }
      let mixed: readonly Seed[] =
        centroid === null
          ? await seedsBetween(context, [at(seeds, 0), at(seeds, 1)], { ...options, path, count })
          : [await seedAmong(context, seeds, { ...options, centroid })];
      const losses: number[] = [];
      if (moves > 0) {
        const search = searchSeed(context, at(mixed, 0), seeds, { ...options, iterations: moves });
        mixed = [
          await finish(search, (loss) => {
            losses.push(loss);
            report(`  move ${losses.length}: loss ${loss.toExponential(3)}`);
          }),
        ];
      }
      const pictures: PixelImage[] = [];
      for (const seed of mixed) pictures.push(await paintSeed(context, seed, options));
      await writeImageRow(out, pictures);
      const how = centroid === null ? { path } : { centroid };
      return {
        json: { ...how, ...(losses.length > 0 && { losses }), pictures: pictures.length, out },
        lines: [
          `${out}: ${pictures.length === 1 ? 'one picture' : `${pictures.length} pictures`} (${centroid ?? path})`,
        ],
      };
    } finally {
      await runtime.release();
    }
  },
};
