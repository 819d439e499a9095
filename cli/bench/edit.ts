import { toPixelImage, toTensor } from '../../src/engine/edit/pixel-image.ts';
import { encodePhoto } from '../../src/engine/edit/encode-stage.ts';
import { measureSides } from '../../src/engine/metrics/metrics.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import type { Command } from '../command.ts';
import type { NodePack } from '../open-node-pack.ts';
import { judgeAttributes } from './attribute-judge.ts';
import { findTrueMask } from './edit-mask.ts';
import { chooseEditMethods } from './edit-methods.ts';
import { formatTable } from './format-table.ts';
import { BENCH_USAGE, openBench, parseBenchOptions } from './options.ts';
import { PAIR_KINDS, type EditPair } from './pairs.ts';
import { writeSheet } from './sheet.ts';
import { mean, meanPsnr } from './statistics.ts';
import { writeReport } from './write-report.ts';

/** Pairs on the sheet of pictures. */
const SHEET_PAIRS = 16;

interface Score {
  readonly kind: EditPair['kind'];
  /** dB against the photo, where the truth leaves it unchanged. */
  readonly outside: number;
  /** dB against the true edited picture, where that differs from the photo. */
  readonly inside: number;
  readonly edited: number;
  readonly kept: number;
  readonly rows: number;
  readonly seconds: number;
}

export const BENCH_EDIT: Command = {
  summary: 'how well each way to edit changes what it should and keeps the rest',
  usage: `Usage: bench edit [options] [--json]

${BENCH_USAGE}
  --no-judge              do not read the attributes of the results (the slow part)

Methods: source, sdedit, no-control, chord-edit, renoir, and every inversion as 'rnri+p2p' and 'rnri+p2p+blend'.`,

  async run({ args, report }) {
    const options = parseBenchOptions(args);
    const methods = chooseEditMethods(options.methods);
    const bench = await openBench(options);
    try {
      const pictures = new Map(bench.pairs.map((pair) => [pair.id, [pair.photo, pair.truth]]));
      const results = [];
      for (const method of methods) {
        const scores: Score[] = [];
        for (const pair of bench.pairs) {
          const outcome = await method.run(bench, pair);
          scores.push({
            ...(await score(bench, pair, outcome.image, options.judge)),
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
      const bound = await measureBound(bench, bench.pairs, options.judge);
      const json = { set: options.set, n: bench.pairs.length, bound, methods: results };
      await writeReport(options.out, 'edit', json);
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
            ['method', 'outside', 'inside', 'edited', 'kept', 'rows', 'seconds'],
            [...results, { id: 'bound (VAE)', ...bound, rows: null, seconds: null }].map((result) => [
              result.id,
              result.outsidePsnr,
              result.insidePsnr,
              result.editedAttribute,
              result.keptAttributes,
              result.rows,
              result.seconds,
            ]),
          ),
        ],
      };
    } finally {
      await bench.runtime.release();
    }
  },
};

async function score(
  bench: NodePack,
  pair: EditPair,
  image: Tensor,
  judge: boolean,
): Promise<Omit<Score, 'rows' | 'seconds'>> {
  const mask = findTrueMask(pair.photo, pair.truth);
  const verdict = judge
    ? await judgeAttributes(bench, image, pair.target, pair.changed.to)
    : { edited: Number.NaN, kept: Number.NaN };
  return {
    kind: pair.kind,
    outside: measureSides('psnr', toTensor(pair.photo), image, mask).outside,
    inside: measureSides('psnr', toTensor(pair.truth), image, mask).inside,
    ...verdict,
  };
}

/** What the autoencoder alone leaves: the photo outside, the true edited picture inside. */
async function measureBound(bench: NodePack, pairs: readonly EditPair[], judge: boolean) {
  const outside: number[] = [];
  const inside: Score[] = [];
  const reconstruct = async (image: PixelImage): Promise<Tensor> =>
    bench.runtime.autoencoder.decode((await encodePhoto(bench.context, image)).value.latent);
  for (const pair of pairs) {
    outside.push((await score(bench, pair, await reconstruct(pair.photo), false)).outside);
    inside.push({ ...(await score(bench, pair, await reconstruct(pair.truth), judge)), rows: 0, seconds: 0 });
  }
  const { insidePsnr, editedAttribute, keptAttributes } = summarise(inside);
  return { outsidePsnr: meanPsnr(outside), insidePsnr, editedAttribute, keptAttributes };
}

function summarise(scores: readonly Score[]) {
  return {
    outsidePsnr: meanPsnr(scores.map(({ outside }) => outside)),
    insidePsnr: meanPsnr(scores.map(({ inside }) => inside)),
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
