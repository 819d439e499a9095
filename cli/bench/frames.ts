import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { finish } from '../../src/engine/generators.ts';
import { METRICS } from '../../src/engine/metrics/metrics.ts';
import { edit } from '../../src/engine/stages/edit.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { createStageCache } from '../../src/engine/stages/stage-cache.ts';
import { planExtents, planWhole, type Extent, type ExtentPlan } from '../../src/imaging/plan-extents.ts';
import type { EditRequest, PixelImage } from '../../src/protocol/edit-request.ts';
import type { CropRectangle } from '../../src/protocol/photo-work.ts';
import { isLocalEdit } from '../../src/words/edit-kind.ts';
import { defaultPackFolder } from '../support/default-pack.ts';
import type { Command, CommandResult } from '../support/command.ts';
import { framePhoto } from '../support/frame-photo.ts';
import { blendPhoto, fitPhoto } from '../support/image-file.ts';
import { type NodePack, openNodePack } from '../support/open-node-pack.ts';
import { parseChoice, parseNumber, parseOptions } from '../support/parse-options.ts';
import { formatTable } from '../support/format-table.ts';
import { measureSquares } from './measure-squares.ts';
import { type EditPair, readNonSquarePairs } from './pairs.ts';
import { writeSheet } from './sheet.ts';
import { mean, meanPsnr } from './statistics.ts';
import { tileModels } from './tiled-models.ts';
import { writeReport } from './write-report.ts';

const OPTIONS = {
  n: { type: 'string' },
  methods: { type: 'string' },
  out: { type: 'string' },
  squares: { type: 'boolean' },
} as const;

const DEFAULT_COUNT = 96;
/** Scenes whose squares are looked at. */
const DEFAULT_SQUARES = 24;
const SHEET_PAIRS = 16;
/** Of a run that finds the thing. */
const LOCATING_ROWS = 2;

interface Framed {
  readonly image: PixelImage;
  readonly rows: number;
  readonly isUnfamiliar: boolean;
}

interface Scored extends ReturnType<typeof score>, Framed {
  readonly id: FrameId;
  readonly isLocal: boolean;
}

type RunFrame = (pack: NodePack, pair: EditPair) => Promise<Framed>;

/** What the model sees of a photo that is not square. */
const FRAMES = {
  source: async (_, { photo }) => ({ image: photo, rows: 0, isUnfamiliar: false }),
  /** The largest square in the middle. */
  middle: (pack, pair) => runPart(pack, pair, planExtents(pair.photo, sizeOf(pack))),
  /** The whole photo, squeezed into a square. */
  squeezed: (pack, pair) => runPart(pack, pair, { crop: allOf(pair.photo), target: sizeOf(pack) }),
  /** Two overlapping squares, blended at every step. */
  tiles: runTiles,
  /** The whole photo, its edges continued. */
  whole: (pack, pair) => runPart(pack, pair, planWhole(pair.photo, sizeOf(pack))),
  /** The whole photo, or a square about the thing that the words name. */
  renoir: runRenoir,
} as const satisfies Record<string, RunFrame>;

type FrameId = keyof typeof FRAMES;
const FRAME_IDS = Object.keys(FRAMES) as FrameId[];

export const BENCH_FRAMES: Command = {
  summary: 'what the model should see of a photo that is not square: pairs at 3:2 and 2:3',
  usage: `Usage: bench frames [options] [--json]

  --n N                   number of pairs (default: ${DEFAULT_COUNT})
  --methods A,B           only these: ${FRAME_IDS.join(', ')}
  --out DIR               write the report and a sheet of pictures
  --squares               edit nothing: how often the square about a thing holds what the edit changes (--n scenes, default: ${DEFAULT_SQUARES})`,

  async run({ args, report }) {
    const { values } = parseOptions(args, OPTIONS);
    const usual = values.squares === true ? DEFAULT_SQUARES : DEFAULT_COUNT;
    const count = parseNumber(values.n, 'n', usual, { min: 1, max: 10_000, integer: true });
    if (values.squares === true) return countSquares(count);
    const ids = values.methods?.split(',').map((id) => parseChoice(id.trim(), 'method', FRAME_IDS)) ?? FRAME_IDS;
    const pairs = await readNonSquarePairs(count);
    const { runtime, context } = await openNodePack(defaultPackFolder());
    try {
      const pictures = new Map(pairs.map((pair) => [pair.id, [pair.photo, pair.truth]]));
      const scores: Scored[] = [];
      for (const pair of pairs) {
        for (const id of ids) {
          const fresh = { ...context, cache: createStageCache() };
          const framed = await FRAMES[id]({ runtime, context: fresh }, pair);
          pictures.get(pair.id)?.push(framed.image);
          scores.push({ id, isLocal: isLocalEdit(pair.kind), ...framed, ...score(pair, framed.image) });
        }
        report(`${pair.id}: ${scores.slice(-ids.length).map(({ inside }) => inside.toFixed(2))} dB`);
      }
      const results = ids.map((id) => ({
        id,
        scene: summarise(scores.filter((one) => one.id === id && !one.isLocal)),
        thing: summarise(scores.filter((one) => one.id === id && one.isLocal)),
      }));
      const json = { n: pairs.length, methods: results };
      await writeReport(values.out ?? null, 'frames', json);
      if (values.out !== undefined) {
        const wide = pairs.filter(({ photo }) => photo.width > photo.height);
        const rows = wide.slice(0, SHEET_PAIRS).map(({ id, source, target }) => ({
          label: `${id}  ${source}  ->  ${target}`,
          images: pictures.get(id) ?? [],
        }));
        await writeSheet(values.out, 'frames', ['photo', 'truth', ...ids], rows);
      }
      return {
        json,
        lines: formatTable(
          ['frame', 'scene in', 'ssim', 'scene out', 'thing in', 'ssim', 'thing out', 'rows', 'unfamiliar'],
          results.map(({ id, scene, thing }) => [
            id,
            scene.inside,
            scene.insideSsim,
            scene.outside,
            thing.inside,
            thing.insideSsim,
            thing.outside,
            scene.rows,
            scene.unfamiliar,
          ]),
        ),
      };
    } finally {
      await runtime.release();
    }
  },
};

async function countSquares(count: number): Promise<CommandResult> {
  const pack = await openNodePack(defaultPackFolder());
  try {
    const squares = await measureSquares(pack, count);
    const json = {
      n: squares.length,
      chosen: squares.filter(({ chosen }) => chosen).length,
      middle: squares.filter(({ middle }) => middle).length,
    };
    const rows = [
      ['what the words choose', String(json.chosen)],
      ['the middle square', String(json.middle)],
    ];
    return { json: { ...json, squares }, lines: formatTable(['holds what changes', `of ${json.n}`], rows) };
  } finally {
    await pack.runtime.release();
  }
}

/** dB and SSIM over the whole photo: against the truth where it differs from the photo, against the photo elsewhere. */
function score({ photo, truth, mask }: EditPair, image: PixelImage) {
  const [before, wanted, after] = [toTensor(photo), toTensor(truth), toTensor(image)];
  return {
    inside: METRICS.psnr(wanted, after, mask),
    insideSsim: METRICS.ssim(wanted, after, mask),
    outside: METRICS.psnr(
      before,
      after,
      mask.map((value) => 1 - value),
    ),
  };
}

function summarise(scores: readonly Scored[]) {
  return {
    n: scores.length,
    inside: meanPsnr(scores.map(({ inside }) => inside)),
    insideSsim: mean(scores.map(({ insideSsim }) => insideSsim)),
    outside: meanPsnr(scores.map(({ outside }) => outside)),
    rows: mean(scores.map(({ rows }) => rows)),
    unfamiliar: mean(scores.map(({ isUnfamiliar }) => (isUnfamiliar ? 1 : 0))),
  };
}

function sizeOf({ runtime }: NodePack): Extent {
  return runtime.manifest.image;
}

function allOf({ width, height }: PixelImage): CropRectangle {
  return { x: 0, y: 0, width, height };
}

function createRequest({ runtime }: NodePack, { id, source, target }: EditPair, image: PixelImage): EditRequest {
  return { runId: id, image, source, target, emphasis: {}, settings: defaultEditSettings(runtime.manifest) };
}

/** A part of the photo, edited and laid into it as the page does. */
async function runPart(pack: NodePack, pair: EditPair, plan: ExtentPlan): Promise<Framed> {
  const image = await fitPhoto({ photo: pair.photo, profile: null }, plan);
  const run = edit(pack.context, createRequest(pack, pair, image), new AbortController().signal);
  const { image: edited, mask, inversion, rows, isUnfamiliar } = await finish(run);
  const reconstruction = inversion?.reconstruction ?? image;
  const whole = blendPhoto(pair.photo, { photo: image, edited, reconstruction, mask, crop: plan.crop }, null);
  return { image: whole, rows: rows.invert + rows.edit, isUnfamiliar };
}

async function runRenoir(pack: NodePack, pair: EditPair): Promise<Framed> {
  const { plan } = await framePhoto(
    pack.context,
    { photo: pair.photo, profile: null },
    sizeOf(pack),
    createRequest(pack, pair, pair.photo),
  );
  const framed = await runPart(pack, pair, plan);
  return { ...framed, rows: framed.rows + (isLocalEdit(pair.kind) ? LOCATING_ROWS : 0) };
}

function runTiles({ runtime, context }: NodePack, pair: EditPair): Promise<Framed> {
  const isWide = pair.photo.width > pair.photo.height;
  const { width, height } = runtime.manifest.image;
  const target = isWide ? { width: 1.5 * width, height } : { width, height: 1.5 * height };
  // The shorter side is as long as the model's, so that two squares cover the longer one.
  const tiled = { ...context, models: tileModels(context.models, isWide) };
  return runPart({ runtime, context: tiled }, pair, { crop: allOf(pair.photo), target });
}
