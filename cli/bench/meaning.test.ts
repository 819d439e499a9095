import { expect, test } from 'vitest';
import { at } from '../../src/engine/at.ts';
import { combine, dot } from '../../src/engine/diffusion/arithmetic.ts';
import { createRandomGenerator, gaussianTensor } from '../../src/engine/diffusion/random.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { parseBenchOptions } from './options.ts';
import { withJudgedBench } from './judged-bench.ts';
import { openMeaning } from './meaning.ts';

test('the way back through decoder and judge is the slope of how far a picture is from others in meaning', async () => {
  const options = parseBenchOptions(['--set', 'validation', '--n', '2']);
  await withJudgedBench(options, async (bench, judge) => {
    const reader = await openMeaning(bench, options.pack, judge);
    const [first, second] = [at(bench.pairs, 0), at(bench.pairs, 1)].map(({ photo }) => toTensor(photo));
    const distance = await reader.distanceTo([second!]);
    const { autoencoder } = bench.runtime;
    const [own, other] = [await autoencoder.encode(first!), await autoencoder.encode(second!)];
    const { loss, gradient } = await distance(own);
    // Nothing but what the autoencoder loses.
    expect((await distance(other)).loss).toBeLessThan(0.3 * loss);
    const along = gaussianTensor(own.shape, createRandomGenerator(2));
    const lossAt = async (way: number) => (await distance(combine(1, own, way, along))).loss;
    const step = 4e-3;
    const slope = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
    expect(slope / dot(gradient, along)).toBeCloseTo(1, 1);
    await reader.release();
  });
});
