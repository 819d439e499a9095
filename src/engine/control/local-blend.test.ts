import { describe, expect, it } from 'vitest';
import { tensor, zeros } from '../tensor/tensor.ts';
import { type LocalBlendOptions, blendLatents, findEditMask } from './local-blend.ts';
import { type EvidenceInputs, EVIDENCE } from './mask-evidence.ts';
import { type Raster, blur, coverage, maxPool, resizeBilinear, stretch } from './raster.ts';
import { findThreshold } from './thresholds.ts';

const SIZE = 16;

function paint(value: (x: number, y: number) => number, size = SIZE): Raster {
  const data = Float32Array.from({ length: size * size }, (_, i) => value(i % size, Math.floor(i / size)));
  return { width: size, height: size, data };
}

/** A latent of two channels with `height` inside the square [4, 8) x [4, 8) and small ripples outside. */
function latentWithSquare(height: number) {
  const inSquare = (x: number, y: number): boolean => x >= 4 && x < 8 && y >= 4 && y < 8;
  const { data } = paint((x, y) => (inSquare(x, y) ? height : 0.05 * Math.sin(x + 2 * y)));
  return tensor([1, 2, SIZE, SIZE], Float32Array.from([...data, ...data]));
}

const OPTIONS: LocalBlendOptions = {
  evidence: 'difference',
  threshold: { kind: 'otsu' },
  startStep: 1,
  growth: 0,
  feather: 0,
  largestCoverage: 0.7,
  freshNoise: false,
};

const inputs: EvidenceInputs = {
  maps: null,
  sourcePositions: [1],
  targetPositions: [2],
  sourceClean: zeros([1, 2, SIZE, SIZE]),
  targetClean: latentWithSquare(1.5),
};

describe('rasters', () => {
  it('keep a linear ramp when resized', () => {
    const { data } = resizeBilinear(
      paint((x) => x, 4),
      8,
      8,
    );
    expect(data.slice(0, 8)).toEqual(Float32Array.of(0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3));
  });

  it('spread a point to a square by max-pooling', () => {
    const pooled = maxPool(
      paint((x, y) => (x === 5 && y === 5 ? 1 : 0)),
      1,
    );
    expect(pooled.data.reduce((sum, value) => sum + value, 0)).toBe(9);
  });

  it('keep a constant when blurred, edges included', () => {
    for (const value of blur(
      paint(() => 0.5),
      1.2,
    ).data)
      expect(value).toBeCloseTo(0.5, 6);
  });

  it('stretch to 0..1, and a constant to 0', () => {
    const { data } = stretch(paint((x) => 3 + x));
    expect([Math.min(...data), Math.max(...data)]).toEqual([0, 1]);
    expect(coverage(stretch(paint(() => 7)))).toBe(0);
  });
});

describe('thresholds', () => {
  const values = Float32Array.from({ length: 100 }, (_, i) => (i < 80 ? 0.1 + 0.001 * i : 0.8 + 0.001 * i));

  it('by Otsu part two groups', () => {
    const threshold = findThreshold(values, { kind: 'otsu' });
    expect(values.filter((value) => value > threshold)).toHaveLength(20);
  });

  it('by quantile keep the part asked for', () => {
    const threshold = findThreshold(values, { kind: 'quantile', kept: 0.1 });
    expect(values.filter((value) => value >= threshold)).toHaveLength(10);
  });

  it('may be fixed', () => {
    expect(findThreshold(values, { kind: 'fixed', value: 0.3 })).toBe(0.3);
  });
});

describe('the edit mask', () => {
  it('by difference is where the latents part', () => {
    const mask = findEditMask(inputs, OPTIONS);
    expect(mask?.data).toEqual(paint((x, y) => (x >= 4 && x < 8 && y >= 4 && y < 8 ? 1 : 0)).data);
  });

  it('by attention is what the changed words look at, in either row', () => {
    const maps = zeros([2, 4, 8, 8]);
    // Source token 1 looks at the upper left, target token 2 at the lower right.
    maps.data[64 * 1 + 8 * 1 + 1] = 0.9;
    maps.data[64 * (4 + 2) + 8 * 6 + 6] = 0.4;
    const mask = findEditMask({ ...inputs, maps }, { ...OPTIONS, evidence: 'attention' });
    const at = (x: number, y: number): number | undefined => mask?.data[y * SIZE + x];
    expect([at(2, 2), at(13, 13), at(2, 13), at(13, 2)]).toEqual([1, 1, 0, 0]);
  });

  it("as Prompt-to-Prompt's program finds it is the map, pooled, enlarged by repetition and cut at 0.3 of its largest value", () => {
    const maps = zeros([2, 4, 8, 8]);
    // A floor that stretching would subtract, a peak, and values on both sides of 0.3 of it.
    maps.data.fill(0.1, 64, 2 * 64);
    maps.data[64 + 8 * 1 + 1] = 1;
    maps.data[64 + 8 * 1 + 5] = 0.29;
    maps.data[64 + 8 * 5 + 1] = 0.31;
    const published = { ...OPTIONS, evidence: 'prompt-to-prompt', threshold: { kind: 'fixed', value: 0.3 } } as const;
    const mask = findEditMask({ ...inputs, maps, targetPositions: [] }, published);
    // 3 x 3 on the map are 6 x 6 on the latent.
    const within = (value: number, first: number) => value >= 2 * first && value < 2 * (first + 3);
    expect(mask?.data).toEqual(paint((x, y) => (within(x, 0) && (within(y, 0) || within(y, 4)) ? 1 : 0)).data);
  });

  it('by both is where the words look and something changed', () => {
    const maps = zeros([2, 4, 8, 8]);
    maps.data[64 * 1 + 8 * 2 + 2] = 1;
    maps.data[64 * (4 + 2) + 8 * 6 + 6] = 1;
    const mask = findEditMask({ ...inputs, maps }, { ...OPTIONS, evidence: 'product' });
    expect(mask?.data[5 * SIZE + 5]).toBe(1);
    expect(mask?.data[13 * SIZE + 13]).toBe(0);
  });

  it('does not exist when the edit covers nearly everything', () => {
    const everywhere = {
      ...inputs,
      targetClean: tensor([1, 2, SIZE, SIZE], new Float32Array(2 * SIZE * SIZE).fill(1)),
    };
    everywhere.targetClean.data[0] = 0;
    expect(findEditMask(everywhere, { ...OPTIONS, largestCoverage: 0.7 })).toBeNull();
  });

  it('does not exist when nothing changed', () => {
    expect(findEditMask({ ...inputs, targetClean: inputs.sourceClean }, OPTIONS)).toBeNull();
  });

  it('by attention does not exist without words that name something', () => {
    expect(
      EVIDENCE.attention.gather({ ...inputs, maps: zeros([2, 4, 8, 8]), sourcePositions: [], targetPositions: [] }),
    ).toBeNull();
  });

  it('has soft edges when feathered', () => {
    const mask = findEditMask(inputs, { ...OPTIONS, growth: 1, feather: 0.7 });
    const values = new Set(mask?.data);
    expect(values.size).toBeGreaterThan(2);
    expect(mask?.data[5 * SIZE + 5]).toBeCloseTo(1, 3);
    expect(mask?.data[15 * SIZE + 15]).toBe(0);
  });
});

it('blending keeps the source outside and the edit inside', () => {
  const source = latentWithSquare(0);
  const edited = tensor(source.shape, new Float32Array(source.data.length).fill(9));
  const mask = paint((x) => (x < 8 ? 1 : x === 8 ? 0.5 : 0));
  const { data } = blendLatents(source, edited, mask);
  for (const channel of [0, 1]) {
    const at = (x: number): number => channel * SIZE * SIZE + 2 * SIZE + x;
    expect(data[at(3)]).toBe(9);
    expect(data[at(12)]).toBe(source.data[at(12)]);
    expect(data[at(8)]).toBeCloseTo((9 + (source.data[at(8)] ?? 0)) / 2, 5);
  }
});
