import { at } from '../../../src/engine/at.ts';
import { defaultEditSettings } from '../../../src/engine/editing/edit-defaults.ts';
import { finish } from '../../../src/engine/generators.ts';
import { frechetDistance } from '../../../src/engine/metrics/frechet-distance.ts';
import { mse } from '../../../src/engine/metrics/mse.ts';
import { psnr } from '../../../src/engine/metrics/psnr.ts';
import { ssim } from '../../../src/engine/metrics/ssim.ts';
import type { EditContext } from '../../../src/engine/stages/edit-context.ts';
import { invert } from '../../../src/engine/stages/invert-photo.ts';
import { toTensor } from '../../../src/engine/stages/pixel-image.ts';
import { createStageCache } from '../../../src/engine/stages/stage-cache.ts';
import type { Command } from '../../support/command.ts';
import { formatTable } from '../../support/format-table.ts';
import { readImageFile } from '../../support/image-file.ts';
import { type InversionVariant, parseInversionVariant, VARIANT_USAGE } from '../../support/inversion-variant.ts';
import { INVERSION_IDS } from '../../support/setting-options.ts';
import { writeSheet } from '../sheet.ts';
import { capPsnr, mean, meanPsnr } from '../statistics.ts';
import { writeReport } from '../write-report.ts';
import { DATA_SET_USAGE, type DataSetBench, openDataSetBench, parseDataSetOptions } from './options.ts';
import { type CaptionedPhoto, readCoco } from './read-coco.ts';

const DEFAULT_METHODS = ['ddim', 'fixed-point', 'anderson', 'rnri', 'rnri@predicted'];
/** Photos on the sheet of pictures. */
const SHEET_PHOTOS = 16;
/** Fewer have no covariance. */
const FEWEST_OF_A_SET = 2;

/** One photo given back by one method. */
interface CocoRecord {
  readonly psnr: number;
  /** Against the autoencoder's picture of it. */
  readonly psnrToVae: number;
  readonly bound: number;
  readonly ssim: number;
  readonly mse: number;
  readonly lpips: number | null;
  /** CLIP score of the reconstruction by the caption. */
  readonly clip: number | null;
  readonly rows: number;
  readonly seconds: number;
  /** Last residual of each level, least noisy first. */
  readonly residuals: readonly number[];
}

export const BENCH_COCO: Command = {
  summary: 'how well each inversion gives back the photos of COCO with their captions, for those who have it',
  usage: `Usage: bench coco --data DIR --out DIR [options] [--json]

DIR holds annotations/captions_val2017.json and val2017/, or another captions*.json and its pictures.

${DATA_SET_USAGE}

Methods: ${INVERSION_IDS.join(', ')}; ${VARIANT_USAGE}`,

  async run({ args, report }) {
    const options = parseDataSetOptions(args);
    const variants = (options.methods ?? DEFAULT_METHODS).map(parseInversionVariant);
    const photos = await readCoco(options.data, options.count);
    const bench = await openDataSetBench<CocoRecord>('coco', options);
    try {
      const methods = [];
      for (const variant of variants) {
        const records: CocoRecord[] = [];
        for (const [index, photo] of photos.entries()) {
          records.push(await measure(bench, variant, photo));
          report(`${variant.id}: ${index + 1} of ${photos.length}`);
        }
        methods.push({ id: variant.id, ...summarise(records), fid: await measureFid(bench, variant, photos) });
      }
      const json = { pack: bench.context.modelId, judges: bench.judges.by, n: photos.length, methods };
      await writeReport(options.out, 'coco', json);
      await drawSheet(options.out, bench, variants, photos);
      return {
        json,
        lines: formatTable(
          ['method', ...COLUMNS],
          methods.map((method) => [method.id, ...COLUMNS.map((name) => method[name])]),
          3,
        ),
      };
    } finally {
      await bench.release();
    }
  },
};

const COLUMNS = ['psnr', 'psnrToVae', 'bound', 'ssim', 'mse', 'lpips', 'clip', 'fid', 'rows', 'seconds'] as const;

/** From the records of an earlier run, or now. */
async function measure(
  bench: DataSetBench<CocoRecord>,
  { id: method, settings }: InversionVariant,
  { id, file, caption }: CaptionedPhoto,
): Promise<CocoRecord> {
  const key = `${method} ${id}`;
  const known = bench.records.get(key);
  if (known !== undefined) return known;
  const image = await readImageFile(file, bench.manifest.image);
  const request = {
    runId: id,
    image,
    source: caption,
    settings: { ...defaultEditSettings(bench.manifest), ...settings },
  };
  // A cache of its own: every method pays for its own inversion.
  const fresh: EditContext = { ...bench.context, cache: createStageCache() };
  const { inversion, trajectory, psnrBound } = await finish(invert(fresh, request, new AbortController().signal));
  const { reconstruction, rows, seconds, residuals } = inversion;
  const [photo, restored] = [toTensor(image), toTensor(reconstruction)];
  const record = {
    psnr: capPsnr(inversion.psnrReconstruction),
    psnrToVae: capPsnr(psnr(await bench.runtime.autoencoder.decode(at(trajectory, 0)), restored)),
    bound: psnrBound,
    ssim: ssim(photo, restored),
    mse: mse(photo, restored),
    lpips: await bench.judges.lpips(image, reconstruction),
    clip: await bench.judges.clip(reconstruction, caption),
    rows,
    seconds,
    residuals: residuals.flatMap((level) => level.at(-1) ?? []),
  };
  // The picture first: what is recorded is there.
  await bench.pictures.write(method, id, reconstruction);
  await bench.records.add(key, record);
  return record;
}

/** Fréchet distance of the reconstructions to the photos; null for too few. */
async function measureFid(
  { judges, pictures, manifest }: DataSetBench<CocoRecord>,
  { id: method }: InversionVariant,
  photos: readonly CaptionedPhoto[],
): Promise<number | null> {
  if (photos.length < FEWEST_OF_A_SET) return null;
  const real: Float32Array[] = [];
  const restored: Float32Array[] = [];
  for (const { id, file } of photos) {
    real.push(await judges.features(await readImageFile(file, manifest.image)));
    restored.push(await judges.features(await pictures.read(method, id)));
  }
  return frechetDistance(restored, real);
}

function summarise(records: readonly CocoRecord[]) {
  const valuesOf = (name: Exclude<keyof CocoRecord, 'residuals'>): number[] =>
    records.flatMap((record) => record[name] ?? []);
  const levels = records[0]?.residuals.length ?? 0;
  return {
    psnr: meanPsnr(valuesOf('psnr')),
    psnrToVae: meanPsnr(valuesOf('psnrToVae')),
    bound: meanPsnr(valuesOf('bound')),
    ssim: mean(valuesOf('ssim')),
    mse: mean(valuesOf('mse')),
    lpips: mean(valuesOf('lpips')),
    clip: mean(valuesOf('clip')),
    rows: mean(valuesOf('rows')),
    seconds: mean(valuesOf('seconds')),
    residuals: Array.from({ length: levels }, (_, level) => mean(records.flatMap((one) => one.residuals[level] ?? []))),
  };
}

async function drawSheet(
  folder: string,
  bench: DataSetBench<CocoRecord>,
  variants: readonly InversionVariant[],
  photos: readonly CaptionedPhoto[],
): Promise<void> {
  const rows = [];
  for (const { id, file, caption } of photos.slice(0, SHEET_PHOTOS)) {
    const images = [await readImageFile(file, bench.manifest.image)];
    for (const variant of variants) images.push(await bench.pictures.read(variant.id, id));
    rows.push({ label: `${id}  ${caption}`, images });
  }
  await writeSheet(folder, 'coco', ['photo', ...variants.map(({ id }) => id)], rows);
}
