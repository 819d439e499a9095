import { at } from '../../src/engine/at.ts';
import { invert } from '../../src/engine/stages/invert-photo.ts';
import type { EditContext } from '../../src/engine/stages/edit-context.ts';
import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { createStageCache } from '../../src/engine/stages/stage-cache.ts';
import { psnr } from '../../src/engine/metrics/psnr.ts';
import { type InversionId, resolveInversion } from '../../src/protocol/inversions.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import type { Command } from '../support/command.ts';
import { finish } from '../../src/engine/generators.ts';
import type { NodePack } from '../support/open-node-pack.ts';
import { INVERSION_IDS } from '../support/setting-options.ts';
import type { DocumentTable } from './document-table.ts';
import { type InversionVariant, parseInversionVariant, VARIANT_USAGE } from '../support/inversion-variant.ts';
import { formatTable } from '../support/format-table.ts';
import { drawLineChart } from './line-chart.ts';
import { BENCH_USAGE, parseBenchOptions, withBench } from './options.ts';
import type { EditPair } from './pairs.ts';
import { mean, meanPsnr } from './statistics.ts';
import { writeDocument } from './write-document.ts';
import { writeFigure, writeReport } from './write-report.ts';

/** What is measured of a method beside itself as it was published. */
const VARIANTS: Readonly<Partial<Record<InversionId, readonly string[]>>> = {
  ddim: ['@predicted'],
  'fixed-point': [':2', ':2@predicted', ':8'],
  aidi: ['@predicted'],
  anderson: [':2', ':8', '@previous'],
  rnri: [':1', ':4', '@predicted', ...['0', '0.05', '0.2', '0.5'].map((value) => `?lambda=${value}`)],
  'rnri-released': ['@predicted'],
  'rnri-sign': [':4', '@predicted'],
  'gradient-secant': ['@predicted'],
};

export const BENCH_INVERSION: Command = {
  summary: 'how well each method of inversion reproduces the photos, and at what cost',
  usage: `Usage: bench inversion [options] [--json]\n\n${BENCH_USAGE}\n\nMethods: ${INVERSION_IDS.join(', ')}; ${VARIANT_USAGE}`,

  async run({ args, report }) {
    const options = parseBenchOptions(args);
    const variants = options.methods === null ? listVariants() : options.methods.map(parseInversionVariant);
    return withBench(options, async (bench) => {
      const photos = options.flat ? createGreys(bench.runtime.manifest.image, options.count ?? GREYS) : bench.pairs;
      const set = options.flat ? 'flat' : options.set;
      const methods = [];
      let bound: number | null = null;
      for (const variant of variants) {
        const results = [];
        for (const [index, photo] of photos.entries()) {
          const { source } = options.words === 'own' ? photo : at(photos, (index + 1) % photos.length);
          results.push(await measure(bench, variant, { ...photo, source }));
        }
        bound = meanPsnr(results.map((result) => result.bound));
        const method = summarise(variant, results);
        report(`${variant.id}: ${method.psnr?.toFixed(2)} dB, ${method.rows?.toFixed(1)} rows`);
        methods.push(method);
      }
      const json = { pack: bench.pack, set, words: options.words, n: photos.length, bound, methods };
      await writeReport(options.out, 'inversion', json);
      await writeFigure(options.out, 'inversion', drawCurves(methods, bound));
      if (options.document !== null) await writeDocument(options.document, TABLE, methods.map(toCells));
      return {
        json,
        lines: [
          `${set}, ${photos.length} photos; bound ${bound?.toFixed(2)} dB`,
          ...formatTable(
            ['method', 'psnr', 'psnr to vae', 'rows', 'seconds'],
            methods.map(({ id, psnr, psnrToVae, rows, seconds }) => [id, psnr, psnrToVae, rows, seconds]),
          ),
        ],
      };
    });
  },
};

const TABLE = {
  begin: '<!-- begin: npm run bench -- inversion --document docs/inversion.md -->',
  end: '<!-- end -->',
  columns: ['method', 'UNet rows', 'PSNR, dB', 'to VAE, dB', 'seconds', 'last residual at 259 · 499 · 759 · 999'],
  keyColumns: 1,
  keepsOrder: true,
} as const satisfies DocumentTable;

function toCells({ id, rows, psnr: ofPhoto, psnrToVae, seconds, residuals }: ReturnType<typeof summarise>): string[] {
  const round = (value: number | null, digits: number) => value?.toFixed(digits) ?? '';
  return [
    id,
    round(rows, 0),
    round(ofPhoto, 2),
    round(psnrToVae, 2),
    round(seconds, 2),
    residuals.every((residual) => residual === null) ? '' : residuals.map((residual) => round(residual, 3)).join(' · '),
  ];
}

/** PSNR over UNet rows, a line for each method: the figure of the RNRI paper, with rows for seconds, which depend on the machine. */
function drawCurves(methods: readonly ReturnType<typeof summarise>[], bound: number | null): string {
  const lines = INVERSION_IDS.map((name) => {
    const points = methods.flatMap(({ inversion, rows, psnr: ofPhoto }) =>
      inversion === name && rows !== null && ofPhoto !== null ? [[rows, ofPhoto] as const] : [],
    );
    return { name, points: points.toSorted(([a], [b]) => a - b) };
  }).filter(({ points }) => points.length > 0);
  return drawLineChart({
    title: 'What inversion gives back of a photo',
    xTitle: 'UNet rows',
    yTitle: 'PSNR to the photo, dB',
    lines,
    limit: { y: bound ?? 0, name: 'the autoencoder alone' },
  });
}

function listVariants(): readonly InversionVariant[] {
  return INVERSION_IDS.flatMap((method) =>
    ['', ...(VARIANTS[method] ?? [])].map((change) => parseInversionVariant(`${method}${change}`)),
  );
}

type Subject = Pick<EditPair, 'id' | 'photo' | 'source'>;

/** Greys that are measured unless another number is asked for. */
const GREYS = 9;
/** Of the pack's own words none says more of a picture without anything in it. */
const GREY_WORDS = 'a photo';

/** Pictures of one grey each, in equal steps from black to white. */
function createGreys({ width, height }: PackManifest['image'], count: number): readonly Subject[] {
  return Array.from({ length: count }, (_, i) => {
    const grey = Math.round((255 * i) / Math.max(1, count - 1));
    const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_value, byte) =>
      byte % 4 === 3 ? 255 : grey,
    );
    return { id: `grey ${grey}`, source: GREY_WORDS, photo: { width, height, data } };
  });
}

async function measure({ runtime, context }: NodePack, variant: InversionVariant, photo: Subject) {
  const settings = { ...defaultEditSettings(runtime.manifest), ...variant.settings };
  const request = { runId: photo.id, image: photo.photo, source: photo.source, settings };
  // A cache of its own: every method pays for its own inversion.
  const fresh: EditContext = { ...context, cache: createStageCache() };
  const result = await finish(invert(fresh, request, new AbortController().signal));
  const { rows, seconds, residuals, psnrReconstruction } = result.inversion;
  const { decode } = runtime.autoencoder;
  return {
    psnr: psnrReconstruction,
    psnrToVae: psnr(await decode(at(result.trajectory, 0)), await decode(result.reconstructionLatent)),
    bound: result.psnrBound,
    rows,
    seconds,
    residuals,
  };
}

function summarise({ id, settings }: InversionVariant, results: readonly Awaited<ReturnType<typeof measure>>[]) {
  const steps = results[0]?.residuals.length ?? 0;
  return {
    id,
    ...resolveInversion(settings),
    psnr: meanPsnr(results.map((result) => result.psnr)),
    psnrToVae: meanPsnr(results.map((result) => result.psnrToVae)),
    rows: mean(results.map((result) => result.rows)),
    seconds: mean(results.map((result) => result.seconds)),
    /** Last residual of each step, from the least noisy to the noisiest. */
    residuals: Array.from({ length: steps }, (_, step) =>
      mean(results.flatMap((result) => result.residuals[step]?.at(-1) ?? [])),
    ),
  };
}
