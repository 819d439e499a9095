import { join } from 'node:path';
import { toPixelImage, toTensor } from '../../src/engine/stages/pixel-image.ts';
import { encodePhoto } from '../../src/engine/stages/encode-stage.ts';
import { METRICS } from '../../src/engine/metrics/metrics.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import { EDITING_METHODS } from '../../src/protocol/editors.ts';
import type { Command } from '../support/command.ts';
import { judgeEdit, type AttributeJudge } from './attribute-judge.ts';
import { ALL_IDS, chooseEditMethods, OTHER_EDITOR_IDS } from './edit-methods.ts';
import type { DocumentTable } from './document-table.ts';
import { formatTable } from '../support/format-table.ts';
import { withJudgedBench } from './judged-bench.ts';
import { type Bench, BENCH_USAGE, type BenchOptions, parseBenchOptions } from './options.ts';
import { VARIANT_USAGE } from '../support/inversion-variant.ts';
import { PAIR_KINDS, type EditPair } from './pairs.ts';
import { writeSheet } from './sheet.ts';
import { openRecords, type Records } from './records.ts';
import { capPsnr, mean, meanPsnr } from './statistics.ts';
import { writeDocument } from './write-document.ts';
import { writeReport } from './write-report.ts';

interface Score {
  readonly kind: EditPair['kind'];
  /** dB against the photo, where the truth leaves it unchanged. */
  readonly outside: number;
  /** dB against the true edited picture, where that differs from the photo. */
  readonly inside: number;
  /** SSIM on the same sides, against the same. */
  readonly outsideSsim: number;
  readonly insideSsim: number;
  /** Structure distance to the true edited picture, by the judge's features; 0 is best. */
  readonly structure: number;
  /** Share of the edited attributes that the judge reads as the truth has them. */
  readonly edited: number;
  /** The same for the attributes that should stay. */
  readonly kept: number;
  /** Both, of the attributes that the judge reads in the rendered truth: what it cannot read there, it cannot miss in the edit. */
  readonly editedOfReadable: number;
  readonly keptOfReadable: number;
  readonly rows: number;
  readonly seconds: number;
}

export const BENCH_EDIT: Command = {
  summary: 'how well each way to edit changes what it should and keeps the rest',
  usage: `Usage: bench edit [options] [--json]

${BENCH_USAGE}

Methods: source, ${OTHER_EDITOR_IDS.join(', ')}, draft, renoir, its versions as 'renoir:0.5', located, painted, and every inversion as 'rnri+p2p', 'rnri+p2p+blend' and, with the mask of Prompt-to-Prompt's program, 'rnri+p2p+own-blend'; ${VARIANT_USAGE}`,

  async run({ args, report }) {
    const options = parseBenchOptions(args);
    const methods = chooseEditMethods(options.methods ?? (options.all ? ALL_IDS : null));
    return withJudgedBench(options, async (bench, judge) => {
      const records = options.all && options.out !== null ? await openScores(bench, options) : null;
      const pictures = new Map(bench.pairs.map((pair) => [pair.id, [pair.photo, pair.truth]]));
      const wanted = [];
      for (const pair of bench.pairs) wanted.push(await lookAt(judge, pair));
      const results = [];
      for (const method of methods) {
        const scores: Score[] = [];
        for (const one of wanted) {
          const { pair } = one;
          const key = `${method.id} ${pair.id}`;
          const known = records?.get(key);
          if (known !== undefined) {
            // Where a scene changes as a whole there is no outside, and JSON has null for such a number.
            scores.push({ ...known, outside: known.outside ?? Number.NaN });
            continue;
          }
          const { image, rows, seconds } = await method.run(bench, pair);
          const scored = { ...(await score(judge, one, image)), rows, seconds };
          await records?.add(key, scored);
          scores.push(scored);
          pictures.get(pair.id)?.push(toPixelImage(image));
        }
        const result = { id: method.id, ...summarise(scores), byKind: summariseKinds(scores) };
        report(
          `${method.id}: outside ${result.outsidePsnr?.toFixed(2)} dB, inside ${result.insidePsnr?.toFixed(2)} dB`,
        );
        results.push(result);
      }
      const bound = await measureBound(bench, judge, wanted);
      const json = { pack: bench.pack, set: options.set, n: bench.pairs.length, bound, methods: results };
      await writeReport(options.out, options.all ? ALL_REPORT : 'edit', json);
      if (options.document !== null) {
        const table = options.all ? ALL_TABLE : TABLE;
        const rows = [...results, { id: 'bound', ...bound }].flatMap((result) => toCells(result, options.all));
        await writeDocument(options.document, table, rows);
      }
      // Nobody reads a sheet of forty columns.
      if (options.out !== null && !options.all) {
        const titles = ['photo', 'truth', ...methods.map(({ id }) => id)];
        await writeSheet(
          options.out,
          'edit',
          titles,
          bench.pairs.slice(0, options.sheet).map((pair) => sheetRow(pair, pictures)),
        );
      }
      return {
        json,
        lines: [
          `${options.set}, ${bench.pairs.length} pairs; * of the attributes that the judge reads in the truth`,
          ...formatTable(
            [
              'method',
              'outside',
              'ssim',
              'inside',
              'ssim',
              'structure',
              'edited',
              'kept',
              'edited*',
              'kept*',
              'rows',
              'seconds',
            ],
            [...results, { id: 'bound (VAE)', ...bound }].map((result) => [
              result.id,
              result.outsidePsnr,
              result.outsideSsim,
              result.insidePsnr,
              result.insideSsim,
              result.structure,
              result.editedAttribute,
              result.keptAttributes,
              result.editedOfReadable,
              result.keptOfReadable,
              result.rows,
              result.seconds,
            ]),
          ),
        ],
      };
    });
  },
};

const TABLE = {
  begin: '<!-- begin: npm run bench -- edit --document README.md -->',
  end: '<!-- end -->',
  columns: ['', 'outside, dB', 'inside, dB', 'inside, SSIM', 'structure', 'edited', 'kept', 'UNet rows'],
  keyColumns: 1,
  keepsOrder: true,
} as const satisfies DocumentTable;

/** Of every method, in docs/editing.md. */
const ALL_TABLE = {
  ...TABLE,
  begin: '<!-- begin: npm run bench -- edit --all --document docs/editing.md -->',
} as const satisfies DocumentTable;

const ALL_REPORT = 'edit-all';

/** Scores by method and pair, as they are found. */
function openScores({ pack }: Bench, { out, set }: BenchOptions): Promise<Records<Score>> {
  return openRecords(join(out ?? '.', `${ALL_REPORT}.jsonl`), { pack, set });
}

/** The methods of the first table; the others stay in the report. */
const TITLES: Readonly<Record<string, string>> = {
  source: 'the unedited photo',
  ...Object.fromEntries(OTHER_EDITOR_IDS.map((id) => [id, EDITING_METHODS[id].label])),
  'ddim+p2p': 'DDIM inversion, Prompt-to-Prompt',
  'ddim+p2p+blend': 'DDIM inversion, Prompt-to-Prompt, local blend',
  'rnri-sign:4+p2p+blend': 'the sign step of the RNRI program, 4 times a step, Prompt-to-Prompt, local blend',
  renoir: '**Renoir**',
  bound: 'the autoencoder alone',
};

type Summary = Omit<ReturnType<typeof summarise>, 'rows' | 'seconds' | 'outsideSsim'> & {
  readonly rows: number | null;
};

/** One row, or none for a method that the table leaves out; in a table of all none is. */
function toCells(
  { id, ...summary }: Summary & { readonly id: string },
  isOfAll: boolean,
): readonly (readonly string[])[] {
  const title = TITLES[id] ?? (isOfAll ? id.replace('+p2p+blend', ', Prompt-to-Prompt, local blend') : undefined);
  if (title === undefined) return [];
  const { outsidePsnr, insidePsnr, insideSsim, structure, editedOfReadable, keptOfReadable, rows } = summary;
  const percent = (share: number | null) => (share === null ? '' : `${(100 * share).toFixed(0)} %`);
  const outside = id === 'source' ? '-' : (outsidePsnr?.toFixed(1) ?? '');
  const likeness = [insidePsnr?.toFixed(1) ?? '', insideSsim?.toFixed(2) ?? '', structure?.toFixed(3) ?? ''];
  const cells = [outside, ...likeness, percent(editedOfReadable), percent(keptOfReadable)];
  return [[title, ...cells, rows?.toFixed(0) ?? '']];
}

/** What every method is compared with. */
interface Wanted {
  readonly pair: EditPair;
  readonly photo: Tensor;
  readonly truth: Tensor;
  /** 1 outside the mask. */
  readonly rest: Float32Array;
  readonly readable: ReadonlySet<string>;
}

async function lookAt(judge: AttributeJudge, pair: EditPair): Promise<Wanted> {
  const [photo, truth] = [toTensor(pair.photo), toTensor(pair.truth)];
  const rest = pair.mask.map((value) => 1 - value);
  return { pair, photo, truth, rest, readable: await judge.readRight(truth, pair.shows) };
}

async function score(
  judge: AttributeJudge,
  { pair, photo, truth, rest, readable }: Wanted,
  image: Tensor,
): Promise<Omit<Score, 'rows' | 'seconds'>> {
  const right = await judge.readRight(image, pair.shows);
  const ofReadable = judgeEdit(right, pair, readable);
  return {
    kind: pair.kind,
    // What is kept is kept as JSON, which has no infinity.
    outside: capPsnr(METRICS.psnr(photo, image, rest)),
    inside: METRICS.psnr(truth, image, pair.mask),
    outsideSsim: METRICS.ssim(photo, image, rest),
    insideSsim: METRICS.ssim(truth, image, pair.mask),
    structure: await judge.measureStructure(truth, image),
    ...judgeEdit(right, pair),
    editedOfReadable: ofReadable.edited,
    keptOfReadable: ofReadable.kept,
  };
}

/** What the autoencoder alone leaves: the photo outside, the true edited picture inside. */
async function measureBound(bench: Bench, judge: AttributeJudge, wanted: readonly Wanted[]) {
  const outside: Score[] = [];
  const inside: Score[] = [];
  const reconstruct = async (image: PixelImage): Promise<Tensor> =>
    bench.runtime.autoencoder.decode((await encodePhoto(bench.context, image)).value.latent);
  for (const one of wanted) {
    outside.push({ ...(await score(judge, one, await reconstruct(one.pair.photo))), rows: 0, seconds: 0 });
    inside.push({ ...(await score(judge, one, await reconstruct(one.pair.truth))), rows: 0, seconds: 0 });
  }
  const { outsidePsnr, outsideSsim } = summarise(outside);
  return { ...summarise(inside), outsidePsnr, outsideSsim, rows: null, seconds: null };
}

function summarise(scores: readonly Score[]) {
  return {
    outsidePsnr: meanPsnr(scores.map(({ outside }) => outside)),
    insidePsnr: meanPsnr(scores.map(({ inside }) => inside)),
    outsideSsim: mean(scores.map(({ outsideSsim }) => outsideSsim)),
    insideSsim: mean(scores.map(({ insideSsim }) => insideSsim)),
    structure: mean(scores.map(({ structure }) => structure)),
    editedAttribute: mean(scores.map(({ edited }) => edited)),
    keptAttributes: mean(scores.map(({ kept }) => kept)),
    editedOfReadable: mean(scores.map(({ editedOfReadable }) => editedOfReadable)),
    keptOfReadable: mean(scores.map(({ keptOfReadable }) => keptOfReadable)),
    rows: mean(scores.map(({ rows }) => rows)),
    seconds: mean(scores.map(({ seconds }) => seconds)),
  };
}

function summariseKinds(scores: readonly Score[]) {
  return Object.fromEntries(PAIR_KINDS.map((kind) => [kind, summarise(scores.filter((entry) => entry.kind === kind))]));
}

function sheetRow(pair: EditPair, pictures: ReadonlyMap<string, readonly PixelImage[]>) {
  return { label: `${pair.id}  ${pair.source}  ->  ${pair.target}`, images: pictures.get(pair.id) ?? [] };
}
