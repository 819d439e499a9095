/** A process of its own for one method of inversion, so that what it grows by is that method's alone: takes one task, answers one result. */
import { at } from '../../src/engine/at.ts';
import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { readGuided } from '../../src/engine/stages/text-stage.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { type InversionVariant, parseInversionVariant } from '../support/inversion-variant.ts';
import { invertAlone } from './invert-alone.ts';
import { type BenchOptions, withBench } from './options.ts';
import { mean } from './statistics.ts';

export interface CostTask {
  readonly options: BenchOptions;
  /** The method, and what its time is compared with. */
  readonly method: string;
  readonly unit: string;
  /** Runs of each photo, of which the fastest counts. */
  readonly rounds: number;
}

export interface CostResult {
  readonly rows: number;
  /** Seconds of the method over those of the unit, mean over the photos. */
  readonly times: number;
  /** What the process grew by with the first photo: sessions, their arenas and latents. */
  readonly grownBytes: number;
}

function measureCost({ options, method, unit, rounds }: CostTask): Promise<CostResult> {
  return withBench(options, async (bench) => {
    const variants = { own: parseInversionVariant(method), unit: parseInversionVariant(unit) };
    const { sourceGuidance } = defaultEditSettings(bench.runtime.manifest);
    const scenes = [];
    for (const { photo, source } of bench.pairs) {
      await readGuided(bench.context, source, sourceGuidance);
      scenes.push({ clean: await bench.runtime.autoencoder.encode(toTensor(photo)), source });
    }
    const first = at(scenes, 0);
    const before = process.memoryUsage.rss();
    await invertAlone(bench, variants.own, first.clean, first.source);
    const grownBytes = process.memoryUsage.rss() - before;
    await invertAlone(bench, variants.unit, first.clean, first.source);
    const results = [];
    for (const { clean, source } of scenes) {
      const fastest = { own: Infinity, unit: Infinity };
      let rows = 0;
      const run = async (variant: InversionVariant): Promise<number> => {
        const start = bench.context.clock();
        ({ rows } = await invertAlone(bench, variant, clean, source));
        return bench.context.clock() - start;
      };
      // By turns, so that what else the machine does slows both.
      for (let round = 0; round < rounds; round++) {
        fastest.unit = Math.min(fastest.unit, await run(variants.unit));
        fastest.own = Math.min(fastest.own, await run(variants.own));
      }
      results.push({ rows, times: fastest.own / fastest.unit });
    }
    return {
      rows: mean(results.map(({ rows }) => rows)) ?? Number.NaN,
      times: mean(results.map(({ times }) => times)) ?? Number.NaN,
      grownBytes,
    };
  });
}

// Structured cloning carries the record as it was sent.
process.once('message', (task) => {
  void measureCost(task as CostTask).then((result) => process.send?.(result, () => process.exit(0)));
});
