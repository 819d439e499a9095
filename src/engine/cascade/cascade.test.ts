/** Cascades of analytic denoisers: a first stage of 4 x 4 pixels, and one of 8 x 8 that sees the smaller picture. */
import { describe, expect, it } from 'vitest';
import { at } from '../at.ts';
import { meanSquare, scale, subtract } from '../diffusion/arithmetic.ts';
import { createCosineSchedule } from '../diffusion/noise-schedule.ts';
import { createRandomGenerator, gaussianTensor } from '../diffusion/random.ts';
import { finish } from '../generators.ts';
import { createGaussianMixture } from '../inversion/testing/gaussian-mixture.ts';
import type { Conditioning, TextModel } from '../ports.ts';
import { tensor, type Tensor } from '../tensor/tensor.ts';
import { drain } from '../testing/drain.ts';
import { type Cascade, type CascadeStage, conditionStage } from './cascade.ts';
import { editCascade } from './edit-cascade.ts';
import { generateCascade } from './generate-cascade.ts';
import { invertCascade } from './invert-cascade.ts';
import { enlargePicture, shrinkPicture } from './resize-picture.ts';

const TOKENS = 4;
const { signal } = new AbortController();

/** Every word is the token of its first letter. */
const TEXT: TextModel = {
  tokens: TOKENS,
  tokenize: (prompt) => ({
    ids: Array.from({ length: TOKENS }, (_, i) => prompt.split(' ')[i]?.codePointAt(0) ?? 0),
    words: [],
    truncated: false,
  }),
  encode: async ({ ids }) => ({ hiddenStates: tensor([1, TOKENS, 1], Float32Array.from(ids)) }),
};
const [RED, BLUE] = ['r', 'b'].map((letter) => letter.codePointAt(0) ?? 0);

function createCascade(): Cascade & { readonly told: Conditioning[][] } {
  const schedule = createCosineSchedule();
  const timesteps = [700, 500, 300, 100];
  const told: Conditioning[][] = [];
  const stages = [4, 8].map((size, index): CascadeStage => {
    const random = createRandomGenerator(size);
    const draw = () => scale(0.15, gaussianTensor([1, 3, size, size], random));
    const mixture = createGaussianMixture(
      schedule,
      [
        { mean: draw(), variance: 0.2, tokenIds: [RED ?? 0] },
        { mean: draw(), variance: 0.2, tokenIds: [BLUE ?? 0] },
      ],
      TOKENS,
    );
    const heard: Conditioning[] = [];
    told.push(heard);
    const denoiser = {
      ...mixture,
      predict: (sample: Tensor, timestep: number, conditioning: Conditioning) => {
        heard.push(conditioning);
        return mixture.predict(sample, timestep, conditioning);
      },
    };
    return { denoiser, schedule, timesteps, guidance: index === 0 ? 2 : 1, noiseLevel: index === 0 ? null : 100 };
  });
  return { stages, text: TEXT, told };
}

const PHOTO = scale(0.25, gaussianTensor([1, 3, 8, 8], createRandomGenerator(3)));

async function invertPhoto(cascade: Cascade, further = 60) {
  const methods = {
    first: { inversion: 'iter-inv', iterations: 60 },
    further: { inversion: 'iter-inv', iterations: further },
  } as const;
  const options = { photo: PHOTO, source: 'red', methods, random: createRandomGenerator(1), signal };
  return finish(invertCascade(cascade, options));
}

describe('pictures of stages', () => {
  it('are shrunk by the mean of their blocks', () => {
    const picture = tensor([1, 1, 2, 4], Float32Array.from([1, 3, 5, 7, 3, 5, 7, 9]));
    expect([...shrinkPicture(picture, 2, 1).data]).toEqual([3, 7]);
    expect(shrinkPicture(picture, 4, 2)).toEqual(picture);
    expect(() => shrinkPicture(picture, 3, 2)).toThrow('4 x 2 is no multiple of 3 x 2');
  });

  it('are enlarged plane by plane, with pixel centres at halves', () => {
    const picture = tensor([1, 2, 1, 2], Float32Array.from([0, 4, 8, 0]));
    expect(enlargePicture(picture, 4, 1)).toEqual(tensor([1, 2, 1, 4], Float32Array.from([0, 1, 3, 4, 8, 6, 2, 0])));
  });
});

describe('what a further stage is told', () => {
  const stage = at(createCascade().stages, 1);
  const words = { words: { hiddenStates: PHOTO }, empty: { hiddenStates: PHOTO } };

  it('is the smaller picture enlarged, at its noise level, and that level, beside the empty prompt too', () => {
    const picture = tensor([1, 3, 4, 4], new Float32Array(48).fill(0.5));
    const noise = tensor([1, 3, 8, 8], new Float32Array(192).fill(-2));
    const { added, empty, guidance } = conditionStage(stage, words, 3, picture, noise);
    const value = Math.fround(0.5 * stage.schedule.alphaAt(100) - 2 * stage.schedule.sigmaAt(100));
    expect(added?.['class_labels']).toEqual(tensor([1], Float32Array.of(100)));
    expect(added?.['image_condition']).toEqual(tensor([1, 3, 8, 8], new Float32Array(192).fill(value)));
    expect(empty?.added).toEqual(added);
    expect(guidance).toBe(3);
  });

  it('cannot be left out', () => {
    expect(() => conditionStage(stage, words, 1, null, null)).toThrow(RangeError);
  });
});

describe('a cascade', () => {
  it('paints the same pictures of a seed, each stage told the one before', async () => {
    const paint = async (seed: number) => {
      const cascade = createCascade();
      const options = { prompt: 'red', random: createRandomGenerator(seed), signal };
      const { returned, yielded } = await drain(generateCascade(cascade, options));
      return { ...returned, yielded, told: cascade.told };
    };
    const first = await paint(1);
    expect(first.pictures.map(({ shape }) => shape)).toEqual([
      [1, 3, 4, 4],
      [1, 3, 8, 8],
    ]);
    expect(first.pictures.every(({ data }) => data.every((value) => Math.abs(value) <= 1))).toBe(true);
    // Guided by the empty prompt, the first takes two predictions a step.
    expect(first.rows).toEqual([8, 4]);
    expect(first.yielded).toEqual([0, 1].flatMap((stage) => [1, 2, 3, 4].map((done) => ({ stage, done }))));
    expect(first.told[0]?.every(({ added }) => added === undefined)).toBe(true);
    expect(first.told[1]?.every(({ added }) => added?.['class_labels']?.data[0] === 100)).toBe(true);
    expect((await paint(1)).pictures).toEqual(first.pictures);
    expect((await paint(2)).pictures).not.toEqual(first.pictures);
  });

  it('inverted paints the photo again at every size, the further stage told what the first paints', async () => {
    const cascade = createCascade();
    const [small, large] = await invertPhoto(cascade);
    if (small === undefined || large === undefined) throw new RangeError('two stages are wanted');
    expect(small.photo).toEqual(shrinkPicture(PHOTO, 4, 4));
    for (const { photo, reconstruction } of [small, large]) {
      expect(meanSquare(subtract(photo, reconstruction))).toBeLessThan(1e-4);
    }
    const { conditionNoise } = large;
    const words = { words: { hiddenStates: PHOTO }, empty: { hiddenStates: PHOTO } };
    const stage = at(cascade.stages, 1);
    expect(large.conditioning.added).toEqual(
      conditionStage(stage, words, 1, small.reconstruction, conditionNoise).added,
    );
  });

  it('spends 2 rows an iteration of IterInv', async () => {
    const [, large] = await invertPhoto(createCascade(), 3);
    expect(large?.inversion.rows).toBe(4 * 2 * 3);
  });

  it('edited with the same words gives the photo back, bit for bit', async () => {
    const cascade = createCascade();
    const inverted = await invertPhoto(cascade);
    const options = { inverted, source: 'red', target: 'red', strength: 1, random: createRandomGenerator(2), signal };
    const { pictures, masks } = await finish(editCascade(cascade, options));
    expect(masks.every(({ data }) => data.every((value) => value === 0))).toBe(true);
    expect(pictures.map(({ shape }) => shape)).toEqual([
      [1, 3, 4, 4],
      [1, 3, 8, 8],
    ]);
    expect(pictures[1]?.data).toEqual(PHOTO.data);
    const [source, target] = cascade.told[1]?.slice(-2) ?? [];
    expect(source?.added).toEqual(target?.added);
  });

  it('edited with other words paints inside its masks alone, and nearer to what they call for', async () => {
    const cascade = createCascade();
    const inverted = await invertPhoto(cascade);
    const options = { inverted, source: 'red', target: 'blue', strength: 1, random: createRandomGenerator(2), signal };
    const { pictures, masks, rows } = await finish(editCascade(cascade, options));
    // Four noises and both sentences for the mask, four steps; guided twice as many.
    expect(rows).toEqual([2 * (8 + 4), 8 + 4]);
    for (const [index, mask] of masks.entries()) {
      const { photo } = at(inverted, index);
      const inside = mask.data.filter((value) => value === 1).length;
      expect(inside).toBeGreaterThan(0);
      expect(inside).toBeLessThan(mask.data.length);
      const painted = at(pictures, index).data;
      const kept = (value: number, i: number) => (mask.data[i % mask.data.length] === 0 ? value : 0);
      expect(painted.map(kept)).toEqual(photo.data.map(kept));
      expect(painted).not.toEqual(photo.data);
    }
  });

  it('stops between two runs of the model', async () => {
    const controller = new AbortController();
    const cascade = createCascade();
    const run = generateCascade(cascade, {
      prompt: 'red',
      random: createRandomGenerator(1),
      signal: controller.signal,
    });
    await run.next();
    const ran = cascade.told.flat().length;
    controller.abort();
    await expect(drain(run)).rejects.toMatchObject({ error: { code: 'run/cancelled' } });
    expect(cascade.told.flat()).toHaveLength(ran);
  });
});
