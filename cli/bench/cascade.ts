import { fileURLToPath } from 'node:url';
import { editCascade } from '../../src/engine/cascade/edit-cascade.ts';
import { type CascadeMethods, type InvertedStage, invertCascade } from '../../src/engine/cascade/invert-cascade.ts';
import { shrinkPicture } from '../../src/engine/cascade/resize-picture.ts';
import { at } from '../../src/engine/at.ts';
import { createRandomGenerator } from '../../src/engine/diffusion/random.ts';
import { finish } from '../../src/engine/generators.ts';
import { psnr } from '../../src/engine/metrics/psnr.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { tensor, type Tensor } from '../../src/engine/tensor/tensor.ts';
import type { Autoencoder } from '../../src/engine/ports.ts';
import { type LoadedCascade, loadCascade } from '../../src/runtime/load-cascade.ts';
import type { Command } from '../support/command.ts';
import { createFolderReader } from '../support/folder-reader.ts';
import { formatTable } from '../support/format-table.ts';
import { parseInversionVariant, VARIANT_USAGE } from '../support/inversion-variant.ts';
import { createNodeHost } from '../support/node-host.ts';
import type { DocumentTable } from './document-table.ts';
import { BENCH_USAGE, parseBenchOptions, withBench } from './options.ts';
import type { EditPair } from './pairs.ts';
import { mean, meanPsnr } from './statistics.ts';
import { writeDocument } from './write-document.ts';
import { writeReport } from './write-report.ts';

const CASCADE_FOLDER = fileURLToPath(new URL('../../bench/cascade', import.meta.url));
/** How both stages are inverted, 'first+further'. */
const DEFAULT_METHODS = ['ddim+ddim', 'ddim+fixed-point', 'ddim+anderson', 'ddim+iter-inv', 'anderson+iter-inv'];
const PAIRS = 4;
const STRENGTH = 0.8;

export const BENCH_CASCADE: Command = {
  summary: 'what a pixel cascade gives back of a photo and makes of other words, beside the bound of an autoencoder',
  usage: `Usage: bench cascade [options] [--json]

The cascade of bench/cascade, on ${PAIRS} pairs of a photo of one thing whose colour changes, and the autoencoder of the pack.

${BENCH_USAGE}

Methods: two joined by '+', for the first stage and for the further ones (default: ${DEFAULT_METHODS.join(', ')}). ${VARIANT_USAGE}`,

  async run({ args, report }) {
    const options = parseBenchOptions(args);
    const variants = (options.methods ?? DEFAULT_METHODS).map(parseMethods);
    return withBench({ ...options, count: null, kind: options.kind ?? 'colour' }, async (bench) => {
      const loaded = await loadCascade(createNodeHost(), createFolderReader(CASCADE_FOLDER));
      try {
        const pairs = bench.pairs.filter(isPhotoOfOne).slice(0, options.count ?? PAIRS);
        const scenes = pairs.map((pair) =>
          shrinkPair(pair, at(loaded.manifest.stages, loaded.manifest.stages.length - 1).image),
        );
        const bound = await measureBound(bench.runtime.autoencoder, pairs, scenes);
        const methods = [];
        for (const variant of variants) {
          const results = [];
          for (const scene of scenes) results.push(await measure(loaded, variant.methods, scene));
          const method = { id: variant.id, ...summarise(results) };
          report(`${method.id}: ${method.psnr?.toFixed(2)} dB, ${method.rows?.toFixed(0)} rows`);
          methods.push(method);
        }
        const unedited = summariseEdits(scenes.map((scene) => scoreEdit(scene, scene.photo)));
        const json = { pack: bench.pack, set: options.set, n: pairs.length, bound, unedited, methods };
        await writeReport(options.out, 'cascade', json);
        const rows = toRows(json);
        if (options.document !== null) await writeDocument(options.document, TABLE, rows);
        return { json, lines: [`${options.set}, ${pairs.length} photos`, ...formatTable(TABLE.columns, rows)] };
      } finally {
        await loaded.release();
      }
    });
  },
};

const TABLE = {
  begin: '<!-- begin: npm run bench -- cascade --document docs/cascade.md -->',
  end: '<!-- end -->',
  columns: [
    'inverted by',
    'first stage, dB',
    'last stage, dB',
    'UNet rows',
    'seconds',
    'edit: outside, dB',
    'edit: inside, dB',
    'edit: painted, %',
  ],
  keyColumns: 1,
  keepsOrder: true,
} as const satisfies DocumentTable;

function parseMethods(id: string): { readonly id: string; readonly methods: CascadeMethods } {
  const [first = '', further = first] = id.split('+');
  const settingsOf = (variant: string) => parseInversionVariant(variant).settings;
  return { id, methods: { first: settingsOf(first), further: settingsOf(further) } };
}

/** What the cascade was trained on. */
function isPhotoOfOne({ shows }: EditPair): boolean {
  return shows['count'] === 1 && shows['style'] === 'photo';
}

/** A pair at the size of the last stage. */
interface SmallPair {
  readonly source: string;
  readonly target: string;
  readonly photo: Tensor;
  readonly truth: Tensor;
  /** 1 where photo and truth differ. */
  readonly mask: Float32Array;
}

function shrinkPair(
  { photo, truth, mask, ...words }: EditPair,
  { width, height }: { width: number; height: number },
): SmallPair {
  const shrink = (picture: Tensor) => shrinkPicture(picture, width, height);
  const whole = tensor([1, 1, photo.height, photo.width], mask);
  return {
    ...words,
    photo: shrink(toTensor(photo)),
    truth: shrink(toTensor(truth)),
    mask: shrink(whole).data.map((share) => (share > 0 ? 1 : 0)),
  };
}

/** Photos through the autoencoder alone: at its own size, and both shrunk to the cascade's. */
async function measureBound({ encode, decode }: Autoencoder, pairs: readonly EditPair[], scenes: readonly SmallPair[]) {
  const own: number[] = [];
  const shrunk: number[] = [];
  for (const [index, { photo }] of pairs.entries()) {
    const picture = toTensor(photo);
    const decoded = await decode(await encode(picture));
    const small = at(scenes, index).photo;
    const [, , height = 1, width = 1] = small.shape;
    own.push(psnr(picture, decoded));
    shrunk.push(psnr(small, shrinkPicture(decoded, width, height)));
  }
  return { psnr: meanPsnr(own), shrunkPsnr: meanPsnr(shrunk) };
}

async function measure({ cascade }: LoadedCascade, methods: CascadeMethods, scene: SmallPair) {
  const { photo, source, target } = scene;
  const { signal } = new AbortController();
  const started = performance.now();
  const inverted = await finish(
    invertCascade(cascade, { photo, source, methods, random: createRandomGenerator(0), signal }),
  );
  const seconds = (performance.now() - started) / 1000;
  const edit = { inverted, source, target, strength: STRENGTH, random: createRandomGenerator(0), signal };
  const { pictures, masks } = await finish(editCascade(cascade, edit));
  const mask = at(masks, masks.length - 1);
  return {
    stages: inverted.map(({ photo: wanted, reconstruction }: InvertedStage) => psnr(wanted, reconstruction)),
    rows: inverted.reduce((sum, { inversion }) => sum + inversion.rows, 0),
    seconds,
    ...scoreEdit(scene, at(pictures, pictures.length - 1)),
    painted: mask.data.reduce((sum, value) => sum + value, 0) / mask.data.length,
  };
}

/** PSNR to the photo where the edit should change nothing, and to the true edit elsewhere. */
function scoreEdit({ photo, truth, mask }: SmallPair, edited: Tensor) {
  return {
    outside: psnr(
      photo,
      edited,
      mask.map((value) => 1 - value),
    ),
    inside: psnr(truth, edited, mask),
  };
}

function summariseEdits(edits: readonly ReturnType<typeof scoreEdit>[]) {
  return {
    outsidePsnr: meanPsnr(edits.map(({ outside }) => outside)),
    insidePsnr: meanPsnr(edits.map(({ inside }) => inside)),
  };
}

function summarise(results: readonly Awaited<ReturnType<typeof measure>>[]) {
  return {
    firstPsnr: meanPsnr(results.map(({ stages }) => at(stages, 0))),
    psnr: meanPsnr(results.map(({ stages }) => at(stages, stages.length - 1))),
    rows: mean(results.map(({ rows }) => rows)),
    seconds: mean(results.map(({ seconds }) => seconds)),
    ...summariseEdits(results),
    painted: mean(results.map(({ painted }) => painted)),
  };
}

interface Report {
  readonly bound: { readonly psnr: number | null; readonly shrunkPsnr: number | null };
  readonly unedited: ReturnType<typeof summariseEdits>;
  readonly methods: readonly (ReturnType<typeof summarise> & { readonly id: string })[];
}

function toRows({ bound, unedited, methods }: Report): readonly (readonly string[])[] {
  const round = (value: number | null, digits = 2) => value?.toFixed(digits) ?? '';
  return [
    ['the autoencoder alone, at its own size', '', round(bound.psnr), '', '', '', '', ''],
    ['the same, shrunk to the size of the cascade', '', round(bound.shrunkPsnr), '', '', '', '', ''],
    ['the photo, unedited', '', '', '', '', '', round(unedited.insidePsnr), ''],
    ...methods.map((method) => [
      method.id,
      round(method.firstPsnr),
      round(method.psnr),
      round(method.rows, 0),
      round(method.seconds, 1),
      round(method.outsidePsnr),
      round(method.insidePsnr),
      round(method.painted === null ? null : 100 * method.painted, 0),
    ]),
  ];
}
