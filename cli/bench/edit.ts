import { toPixelImage, toTensor } from '../../src/engine/edit/pixel-image.ts';
import { encodePhoto } from '../../src/engine/edit/encode-stage.ts';
import { METRICS } from '../../src/engine/metrics/metrics.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import type { Command } from '../command.ts';
import { openAttributeJudge, type AttributeJudge } from './attribute-judge.ts';
import { chooseEditMethods } from './edit-methods.ts';
import type { DocumentTable } from './document-table.ts';
import { formatTable } from './format-table.ts';
import { type Bench, BENCH_USAGE, openBench, parseBenchOptions } from './options.ts';
import { PAIR_KINDS, type EditPair } from './pairs.ts';
import { writeSheet } from './sheet.ts';
import { mean, meanPsnr } from './statistics.ts';
import { writeDocument } from './write-document.ts';
import { writeReport } from './write-report.ts';

/** Pairs on the sheet of pictures. */
const SHEET_PAIRS = 16;

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
  readonly rows: number;
  readonly seconds: number;
}

export const BENCH_EDIT: Command = {
  summary: 'how well each way to edit changes what it should and keeps the rest',
  usage: `Usage: bench edit [options] [--json]

${BENCH_USAGE}

Methods: source, sdedit, no-control, chord-edit, renoir, and every inversion as 'rnri+p2p' and 'rnri+p2p+blend'.`,

  async run({ args, report }) {
    const options = parseBenchOptions(args);
    const methods = chooseEditMethods(options.methods);
    const bench = await openBench(options);
    const judge = await openAttributeJudge();
    try {
      const pictures = new Map(bench.pairs.map((pair) => [pair.id, [pair.photo, pair.truth]]));
      const results = [];
      for (const method of methods) {
        const scores: Score[] = [];
        for (const pair of bench.pairs) {
          const outcome = await method.run(bench, pair);
          scores.push({
            ...(await score(judge, pair, outcome.image)),
            rows: outcome.rows,
            seconds: outcome.seconds,
          });
          pictures.get(pair.id)?.push(toPixelImage(outcome.image));
        }
        const result = { id: method.id, ...summarise(scores), byKind: summariseKinds(scores) };
        report(
          `${method.id}: outside ${result.outsidePsnr?.toFixed(2)} dB, inside ${result.insidePsnr?.toFixed(2)} dB`,
        );
        results.push(result);
      }
      const bound = await measureBound(bench, judge);
      const json = { pack: bench.pack, set: options.set, n: bench.pairs.length, bound, methods: results };
      await writeReport(options.out, 'edit', json);
      if (options.document !== null) {
        const rows = [...results, { id: 'bound', ...bound, rows: null }].flatMap(toCells);
        await writeDocument(options.document, TABLE, rows);
      }
      if (options.out !== null) {
        const titles = ['photo', 'truth', ...methods.map(({ id }) => id)];
        await writeSheet(
          options.out,
          'edit',
          titles,
          bench.pairs.slice(0, SHEET_PAIRS).map((pair) => sheetRow(pair, pictures)),
        );
      }
      return {
        json,
        lines: [
          `${options.set}, ${bench.pairs.length} pairs`,
          ...formatTable(
            ['method', 'outside', 'ssim', 'inside', 'ssim', 'structure', 'edited', 'kept', 'rows', 'seconds'],
            [...results, { id: 'bound (VAE)', ...bound, rows: null, seconds: null }].map((result) => [
              result.id,
              result.outsidePsnr,
              result.outsideSsim,
              result.insidePsnr,
              result.insideSsim,
              result.structure,
              result.editedAttribute,
              result.keptAttributes,
              result.rows,
              result.seconds,
            ]),
          ),
        ],
      };
    } finally {
      await judge.release();
      await bench.runtime.release();
    }
  },
};

const TABLE = {
  begin: '<!-- begin: npm run bench -- edit --document README.md -->',
  end: '<!-- end -->',
  columns: ['', 'outside, dB', 'inside, dB', 'inside, SSIM', 'structure', 'edited', 'kept', 'UNet rows'],
  keyColumns: 1,
  keepsOrder: true,
} as const satisfies DocumentTable;

/** The methods of that table; the others stay in the report. */
const TITLES: Readonly<Record<string, string>> = {
  source: 'the unedited photo',
  sdedit: 'noise and denoise (SDEdit)',
  'chord-edit': 'ChordEdit, no inversion',
  'no-control': 'inversion, no attention control',
  'ddim+p2p': 'DDIM inversion, Prompt-to-Prompt',
  'ddim+p2p+blend': 'DDIM inversion, Prompt-to-Prompt, local blend',
  'rnri-released+p2p': 'RNRI as released, Prompt-to-Prompt',
  'rnri-released+p2p+blend': 'RNRI as released, Prompt-to-Prompt, local blend',
  renoir: '**Renoir**',
  bound: 'the autoencoder alone',
};

type Summary = Omit<ReturnType<typeof summarise>, 'seconds' | 'outsideSsim'>;

/** One row, or none for a method that the table leaves out. */
function toCells({ id, ...summary }: Summary & { readonly id: string }): readonly (readonly string[])[] {
  const title = TITLES[id];
  if (title === undefined) return [];
  const { outsidePsnr, insidePsnr, insideSsim, structure, editedAttribute, keptAttributes, rows } = summary;
  const percent = (share: number | null) => (share === null ? '' : `${(100 * share).toFixed(0)} %`);
  const outside = id === 'source' ? '-' : (outsidePsnr?.toFixed(1) ?? '');
  const likeness = [insidePsnr?.toFixed(1) ?? '', insideSsim?.toFixed(2) ?? '', structure?.toFixed(3) ?? ''];
  const cells = [outside, ...likeness, percent(editedAttribute), percent(keptAttributes)];
  return [[title, ...cells, rows?.toFixed(0) ?? '']];
}

async function score(
  judge: AttributeJudge,
  { kind, photo, truth, mask, shows, edited }: EditPair,
  image: Tensor,
): Promise<Omit<Score, 'rows' | 'seconds'>> {
  const [before, wanted] = [toTensor(photo), toTensor(truth)];
  const rest = mask.map((value) => 1 - value);
  return {
    kind,
    outside: METRICS.psnr.measure(before, image, rest),
    inside: METRICS.psnr.measure(wanted, image, mask),
    outsideSsim: METRICS.ssim.measure(before, image, rest),
    insideSsim: METRICS.ssim.measure(wanted, image, mask),
    structure: await judge.measureStructure(wanted, image),
    ...(await judge.compare(image, shows, edited)),
  };
}

/** What the autoencoder alone leaves: the photo outside, the true edited picture inside. */
async function measureBound(bench: Bench, judge: AttributeJudge) {
  const outside: Score[] = [];
  const inside: Score[] = [];
  const reconstruct = async (image: PixelImage): Promise<Tensor> =>
    bench.runtime.autoencoder.decode((await encodePhoto(bench.context, image)).value.latent);
  for (const pair of bench.pairs) {
    outside.push({ ...(await score(judge, pair, await reconstruct(pair.photo))), rows: 0, seconds: 0 });
    inside.push({ ...(await score(judge, pair, await reconstruct(pair.truth))), rows: 0, seconds: 0 });
  }
  const { outsidePsnr, outsideSsim } = summarise(outside);
  const { insidePsnr, insideSsim, structure, editedAttribute, keptAttributes } = summarise(inside);
  return { outsidePsnr, outsideSsim, insidePsnr, insideSsim, structure, editedAttribute, keptAttributes };
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
