import { join } from 'node:path';
import { at } from '../../src/engine/at.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import type { Command } from '../support/command.ts';
import { formatTable } from '../support/format-table.ts';
import { parseInversionVariant, VARIANT_USAGE } from '../support/inversion-variant.ts';
import { invertAlone } from './invert-alone.ts';
import { drawLineChart } from './line-chart.ts';
import { BENCH_USAGE, parseBenchOptions, withBench } from './options.ts';
import type { EditPair } from './pairs.ts';
import { openRecords } from './records.ts';
import { mean, quantile } from './statistics.ts';
import { writeFigure, writeReport } from './write-report.ts';

const DEFAULT_METHODS = ['rnri', 'rnri@predicted', 'fixed-point', 'anderson'];
const WORDS = ['right', 'wrong'] as const;
type Words = (typeof WORDS)[number];
/** Scenes of a pair: the photo, and what it becomes. */
const OF_A_PAIR = 2;

/** A scene under its own words, and those of the scene two further on. */
interface Scene {
  readonly id: string;
  readonly image: PixelImage;
  readonly words: Readonly<Record<Words, string>>;
}

/** Mean |f(z) - z| of every evaluation, by level, least noisy first. */
type Residuals = readonly (readonly number[])[];

interface Run {
  readonly residuals: Residuals;
  readonly rows: number;
}

export const BENCH_CONVERGENCE: Command = {
  summary: 'how the residual falls from one evaluation to the next, over many scenes, by right words and by wrong ones',
  usage: `Usage: bench convergence [options] [--json]

Both scenes of every pair are inverted by their own words and by those of another scene: --n 500 are 1,000 scenes. With --out what is
measured is also kept, scene by scene, in DIR/convergence.jsonl, and the same command goes on from there.

${BENCH_USAGE}

Methods: ${VARIANT_USAGE}`,

  async run({ args, report }) {
    const options = parseBenchOptions(args);
    const variants = (options.methods ?? DEFAULT_METHODS).map(parseInversionVariant);
    return withBench(options, async (bench) => {
      const scenes = toScenes(bench.pairs);
      const records =
        options.out === null
          ? null
          : await openRecords<Run>(join(options.out, 'convergence.jsonl'), { pack: bench.pack, set: options.set });
      const runs = new Map<string, Run[]>();
      for (const [index, scene] of scenes.entries()) {
        let latent: Tensor | null = null;
        for (const words of WORDS) {
          for (const variant of variants) {
            const key = `${variant.id} ${words} ${scene.id}`;
            let run = records?.get(key);
            if (run === undefined) {
              latent ??= await bench.runtime.autoencoder.encode(toTensor(scene.image));
              const { residuals, rows } = await invertAlone(bench, variant, latent, scene.words[words]);
              run = { residuals, rows };
              await records?.add(key, run);
            }
            const name = `${variant.id} ${words}`;
            runs.set(name, [...(runs.get(name) ?? []), run]);
          }
        }
        report(`${index + 1} of ${scenes.length}`);
      }
      const methods = variants.flatMap(({ id }) =>
        WORDS.map((words) => ({ id, words, ...summarise(runs.get(`${id} ${words}`) ?? []) })),
      );
      const json = { pack: bench.pack, set: options.set, scenes: scenes.length, methods };
      await writeReport(options.out, 'convergence', json);
      await writeFigure(options.out, 'convergence', drawCurves(methods));
      return { json, lines: formatTable(COLUMNS, methods.map(toCells)) };
    });
  },
};

function toScenes(pairs: readonly EditPair[]): readonly Scene[] {
  const scenes = pairs.flatMap(({ id, photo, truth, source, target }) => [
    { id: `${id}-source`, image: photo, right: source },
    { id: `${id}-truth`, image: truth, right: target },
  ]);
  // The next scene but one: the two of a pair differ by a word.
  return scenes.map(({ id, image, right }, index) => ({
    id,
    image,
    words: { right, wrong: at(scenes, (index + OF_A_PAIR) % scenes.length).right },
  }));
}

const COLUMNS = [
  'method',
  'words',
  'rows',
  'fell at every level, %',
  'first residual',
  'last residual',
  'of the worst tenth',
];

function toCells({ id, words, rows, fell, curve, last }: Summary & { readonly id: string; readonly words: Words }) {
  return [
    id,
    words,
    rows?.toFixed(1) ?? '',
    ((fell ?? 0) * 100).toFixed(1),
    curve[0]?.toFixed(4) ?? '',
    last.median.toFixed(4),
    last.worstTenth.toFixed(4),
  ];
}

type Summary = ReturnType<typeof summarise>;

function summarise(runs: readonly Run[]) {
  const evaluations = Math.min(...runs.flatMap(({ residuals }) => residuals.map((level) => level.length)));
  const lastOf = runs.map(({ residuals }) => geometricMean(residuals.map((level) => at(level, level.length - 1))));
  return {
    rows: mean(runs.map(({ rows }) => rows)),
    /** Part of the scenes whose residual ended at every level below where it began. */
    fell: mean(
      runs.map(({ residuals }) => Number(residuals.every((level) => at(level, level.length - 1) < at(level, 0)))),
    ),
    /** Median over the scenes of the residual at each evaluation that all have: the geometric mean over the levels. */
    curve: Array.from({ length: evaluations }, (_, index) =>
      quantile(
        runs.map(({ residuals }) => geometricMean(residuals.map((level) => at(level, index)))),
        0.5,
      ),
    ),
    last: { median: quantile(lastOf, 0.5), worstTenth: quantile(lastOf, 0.9) },
  };
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Residual over evaluations, a line for each method and kind of words: the form of the paper's figure of convergence. */
function drawCurves(methods: readonly (Summary & { readonly id: string; readonly words: Words })[]): string {
  return drawLineChart({
    title: 'How the residual falls',
    xTitle: 'evaluation at a level',
    yTitle: 'mean |f(z) - z|, dB below 1 (median scene, mean of the levels)',
    lines: methods.map(({ id, words, curve }) => ({
      name: `${id}, ${words} words`,
      points: curve.map((residual, index) => [index + 1, 20 * Math.log10(residual)] as const),
    })),
  });
}
