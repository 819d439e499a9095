import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { EditContext } from '../../src/engine/stages/edit-context.ts';
import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { examinePhoto } from '../../src/engine/stages/examine-photo.ts';
import { invert } from '../../src/engine/stages/invert-photo.ts';
import { isUnfamiliar } from '../../src/engine/stages/is-unfamiliar.ts';
import { createStageCache } from '../../src/engine/stages/stage-cache.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import type { Command } from '../support/command.ts';
import { finish } from '../../src/engine/generators.ts';
import { readImageFile } from '../support/image-file.ts';
import type { NodePack } from '../support/open-node-pack.ts';
import { formatTable } from '../support/format-table.ts';
import { BENCH_USAGE, parseBenchOptions, withBench } from './options.ts';
import { mean, quantile } from './statistics.ts';
import { writeReport } from './write-report.ts';

/** What is said of photos that the pack does not know; any sentence of its own words does. */
const ANY_WORDS = 'a red ball on sand at day';
/** So far away in the set is the scene whose words are said of another one. */
const STRANGER = 7;

interface Measured {
  readonly name: string;
  readonly psnrBound: number;
  readonly psnrReconstruction: number;
  readonly noiseEnergy: number;
  readonly isUnfamiliar: boolean;
  /** Before anything is said of it. */
  readonly wordlessEnergy: number | null;
  readonly isStrange: boolean;
}

export const BENCH_PHOTOS: Command = {
  summary: 'which photos the pack takes for its own: scenes, scenes with words of others, and pictures of a folder',
  usage: `Usage: bench photos [options] [--json]

${BENCH_USAGE}
  --photos DIR            pictures that are no scenes, for instance those of scikit-image

What 'familiar' of a pack's pack.json should say: docs/unfamiliar-photos.md.`,

  async run({ args, report }) {
    const options = parseBenchOptions(args);
    return withBench(options, async (bench) => {
      const { pairs } = bench;
      const scenes = [];
      const strangers = [];
      for (const [index, { id, photo, source }] of pairs.entries()) {
        scenes.push(await measure(bench, id, photo, source));
        const other = pairs[(index + STRANGER) % pairs.length]?.source ?? source;
        strangers.push(await measure(bench, id, photo, other));
      }
      report(`${pairs.length} scenes`);
      const photos = [];
      for (const file of options.photos === null ? [] : await listPictures(options.photos)) {
        const photo = await readImageFile(file, bench.runtime.manifest.image);
        photos.push(await measure(bench, parse(file).name, photo, ANY_WORDS));
      }
      const groups = { scenes, strangers, photos };
      const summary = Object.entries(groups)
        .filter(([, measured]) => measured.length > 0)
        .map(([name, measured]) => ({ name, ...summarise(measured) }));
      const { familiar } = bench.runtime.manifest;
      const json = { pack: bench.pack, set: options.set, n: pairs.length, familiar, summary, photos };
      await writeReport(options.out, 'photos', json);
      return {
        json,
        lines: [
          ...formatTable(
            ['group', 'n', 'when opened', 'unfamiliar', 'noise, median', '99 %', 'bound, median', '1 %'],
            summary.map(({ name, n, strange, unfamiliar, noise, bound }) => [
              name,
              `${n}`,
              strange,
              unfamiliar,
              noise.median,
              noise.high,
              bound.median,
              bound.low,
            ]),
          ),
          ...photos.map(
            ({ name, noiseEnergy, psnrBound, isUnfamiliar: unfamiliar }) =>
              `${name}: noise ${noiseEnergy.toFixed(2)}, bound ${psnrBound.toFixed(1)} dB${unfamiliar ? ', unfamiliar' : ''}`,
          ),
        ],
      };
    });
  },
};

async function listPictures(folder: string): Promise<readonly string[]> {
  const files = (await readdir(folder)).filter((file) => /\.(?:png|jpe?g|webp)$/iu.test(file));
  return files.toSorted().map((file) => join(folder, file));
}

async function measure(
  { runtime, context }: NodePack,
  name: string,
  image: PixelImage,
  source: string,
): Promise<Measured> {
  const settings = defaultEditSettings(runtime.manifest);
  const fresh: EditContext = { ...context, cache: createStageCache() };
  const { signal } = new AbortController();
  const { wordlessEnergy, isUnfamiliar: isStrange } = await examinePhoto(fresh, image, signal);
  const run = invert(fresh, { runId: name, image, source, settings }, signal);
  const { psnrBound, inversion } = await finish(run);
  const { noiseEnergy, psnrReconstruction } = inversion;
  return {
    name,
    psnrBound,
    psnrReconstruction,
    noiseEnergy,
    wordlessEnergy,
    isStrange,
    isUnfamiliar: isUnfamiliar({ psnrBound, noiseEnergy }, settings, runtime.manifest.familiar),
  };
}

function summarise(measured: readonly Measured[]) {
  const noise = measured.map(({ noiseEnergy }) => noiseEnergy);
  const bounds = measured.map(({ psnrBound }) => psnrBound);
  return {
    n: measured.length,
    unfamiliar: mean(measured.map((one) => Number(one.isUnfamiliar))),
    strange: mean(measured.map((one) => Number(one.isStrange))),
    noise: { median: quantile(noise, 0.5), high: quantile(noise, 0.99) },
    bound: { median: quantile(bounds, 0.5), low: quantile(bounds, 0.01) },
  };
}
