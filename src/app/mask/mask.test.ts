import { describe, expect, it } from 'vitest';
import type { MaskMark, PaintedMask } from '../store/painted-mask.ts';
import { fadeLayer } from './fade-layer.ts';
import { paintOverlay } from './paint-overlay.ts';
import { paintMarks, runsOf } from './paint-marks.ts';
import { createMarkPainter, rasteriseMask } from './rasterise-mask.ts';

/** A part of 80 x 40 photo pixels from (20, 10), painted on 40 x 20 pixels. */
const GRID = { crop: { x: 20, y: 10, width: 80, height: 40 }, width: 40, height: 20 };

const dab = (x: number, y: number, radiusPx: number, kind: 'brush' | 'eraser' = 'brush'): MaskMark => ({
  kind,
  radiusPx,
  points: [x, y],
});

function maskOf(marks: readonly MaskMark[], change: Partial<PaintedMask> = {}): PaintedMask {
  return { marks, isLimit: false, feather: 0, ...change };
}

const sum = (layer: Uint8Array): number => layer.reduce((total, value) => total + value / 255, 0);

describe('paint', () => {
  it('lies where it was put on the photo, as large as the brush', () => {
    // (60, 30) of the photo is the middle of the part; a radius of 10 is 5 of its pixels.
    const { added, removed } = paintMarks([dab(60, 30, 10)], GRID, false);
    expect(sum(added)).toBeCloseTo(Math.PI * 25, 0);
    expect(added[10 * 40 + 20]).toBe(255);
    expect(added[10 * 40 + 26]).toBe(0);
    expect(sum(removed)).toBe(0);
  });

  it('fills a line between the points of a stroke', () => {
    const { added } = paintMarks([{ kind: 'brush', radiusPx: 8, points: [40, 30, 80, 30] }], GRID, false);
    expect(sum(added)).toBeCloseTo(20 * 8 + Math.PI * 16, 0);
  });

  it('stays in its place on the photo when another part of it is edited', () => {
    const moved = { ...GRID, crop: { ...GRID.crop, x: 40 } };
    const { added } = paintMarks([dab(60, 30, 10)], moved, false);
    expect(added[10 * 40 + 10]).toBe(255);
    expect(added[10 * 40 + 20]).toBe(0);
  });

  it('is taken away by the eraser, and the other way round', () => {
    const { added, removed } = paintMarks([dab(60, 30, 10), dab(60, 30, 4, 'eraser')], GRID, false);
    expect([added[10 * 40 + 20], removed[10 * 40 + 20]]).toEqual([0, 255]);
    const back = paintMarks([dab(60, 30, 10, 'eraser'), dab(60, 30, 20)], GRID, false);
    expect(sum(back.removed)).toBe(0);
  });

  it('and eraser change places by invert; within a limit the rest is painted instead', () => {
    const marks: MaskMark[] = [dab(60, 30, 10), { kind: 'invert' }];
    const plain = paintMarks(marks, GRID, false);
    expect(sum(plain.added)).toBe(0);
    expect(sum(plain.removed)).toBeCloseTo(Math.PI * 25, 0);
    const limit = paintMarks(marks, GRID, true);
    expect(sum(limit.added)).toBeCloseTo(800 - Math.PI * 25, 0);
  });

  it('of a word covers where it acts at least half as strongly as anywhere, and half a cell around it', () => {
    const { crop } = GRID;
    const area: MaskMark = { kind: 'word', crop, width: 4, height: 2, strength: [255, 255, 0, 0, 255, 255, 0, 0] };
    const { added } = paintMarks([dab(90, 40, 8), area], GRID, true);
    expect(sum(added)).toBeCloseTo(500, -1);
    expect([added[5 * 40 + 5], added[5 * 40 + 35]]).toEqual([255, 0]);
  });

  it('fills what is outlined, up to parts of pixels, and what crosses itself not where it lies twice', () => {
    const area = (points: readonly number[], isErased = false): MaskMark => ({ kind: 'area', isErased, points });
    const rectangle = paintMarks([area([40, 20, 61, 20, 61, 40, 40, 40])], GRID, false).added;
    expect(sum(rectangle)).toBeCloseTo(10.5 * 10, 1);
    expect([rectangle[5 * 40 + 10], rectangle[5 * 40 + 20], rectangle[4 * 40 + 10]]).toEqual([255, 128, 0]);
    const triangle = paintMarks([area([40, 20, 80, 20, 40, 40])], GRID, false).added;
    expect(sum(triangle)).toBeCloseTo((20 * 10) / 2, 0);
    const beyond = paintMarks([area([0, 0, 200, 0, 200, 200, 0, 200])], GRID, false).added;
    expect(sum(beyond)).toBe(800);
    const twice = paintMarks([area([40, 20, 60, 20, 60, 40, 40, 40, 40, 20, 60, 20, 60, 40, 40, 40])], GRID, false);
    expect(sum(twice.added)).toBe(0);
    const { added, removed } = paintMarks(
      [area([40, 20, 60, 20, 60, 40, 40, 40]), area([40, 20, 60, 20, 60, 30, 40, 30], true)],
      GRID,
      false,
    );
    expect([sum(added), sum(removed)]).toEqual([50, 50]);
  });

  it('of a selected thing lies where it was found, whatever part is edited, and is taken away again', () => {
    const cells = new Uint8Array(40 * 20);
    for (let y = 5; y < 15; y++) cells.fill(1, y * 40 + 10, y * 40 + 20);
    const runs = runsOf(cells);
    const shape = (isErased: boolean): MaskMark => ({ kind: 'shape', isErased, ...GRID, runs });
    expect(sum(paintMarks([shape(false)], GRID, false).added)).toBe(100);
    const finer = { ...GRID, width: 80, height: 40 };
    expect(sum(paintMarks([shape(false)], finer, false).added)).toBeCloseTo(400, -1);
    const { added, removed } = paintMarks([dab(60, 30, 60), shape(true)], GRID, false);
    expect([added[10 * 40 + 15], removed[10 * 40 + 15], sum(removed)]).toEqual([0, 255, 100]);
    expect(runsOf(Uint8Array.of(1, 1, 0))).toEqual([0, 2, 1]);
  });

  it('that is painted on is the same as paint from the beginning', () => {
    const painter = createMarkPainter();
    const marks = [dab(40, 20, 9), dab(60, 30, 12, 'eraser'), dab(62, 30, 5)];
    painter(maskOf(marks.slice(0, 1)), GRID);
    painter(maskOf(marks.slice(0, 2)), GRID);
    expect(painter(maskOf(marks), GRID)).toEqual(paintMarks(marks, GRID, false));
    expect(painter(maskOf(marks.slice(0, 1)), GRID)).toEqual(paintMarks(marks.slice(0, 1), GRID, false));
  });
});

describe('a soft edge', () => {
  it('falls linearly with the distance, in every direction', () => {
    const layer = new Uint8Array(21 * 21);
    layer[10 * 21 + 10] = 255;
    const faded = fadeLayer(layer, { width: 21, height: 21 }, 8);
    for (const [x, y] of [
      [10, 10],
      [14, 10],
      [10, 4],
      [13, 14],
      [19, 10],
    ] as const) {
      const expected = Math.max(0, 255 * (1 - Math.hypot(x - 10, y - 10) / 8));
      expect(Math.abs((faded[y * 21 + x] ?? 0) - expected)).toBeLessThanOrEqual(0.5);
    }
  });

  it('of a limit lies within it, of other paint around it', () => {
    const feather = 0.2;
    const hard = rasteriseMask(maskOf([dab(60, 30, 12)]), GRID);
    const limit = rasteriseMask(maskOf([dab(60, 30, 12)], { isLimit: true, feather }), GRID);
    const plain = rasteriseMask(maskOf([dab(60, 30, 12)], { feather }), GRID);
    const [outside, inside] = [0, 255].map((value) =>
      [...(hard?.added.keys() ?? [])].filter((i) => hard?.added[i] === value),
    );
    expect(outside?.every((i) => limit?.added[i] === 0)).toBe(true);
    expect(inside?.every((i) => plain?.added[i] === 255)).toBe(true);
    expect(sum(limit?.added ?? new Uint8Array())).toBeLessThan(0.8 * sum(hard?.added ?? new Uint8Array()));
    expect(sum(plain?.added ?? new Uint8Array())).toBeGreaterThan(1.2 * sum(hard?.added ?? new Uint8Array()));
  });
});

describe('the overlay', () => {
  const grid = { width: 4, height: 1 };
  const opacities = (...parameters: Parameters<typeof paintOverlay>): number[] =>
    [...paintOverlay(...parameters).data].filter((_, i) => i % 4 === 3);
  const layer = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);

  it('is as opaque as the edit acts, and empty where nothing is known', () => {
    expect(opacities(layer(0, 128, 255, 0), null, grid)).toEqual([0, 77, 153, 0]);
    expect(opacities(null, null, grid)).toEqual([0, 0, 0, 0]);
  });

  it('is strong where a limit and the words meet, weak where there is only paint', () => {
    const limit = { added: layer(255, 255, 0, 0), removed: layer(0, 0, 0, 0), isLimit: true };
    expect(opacities(layer(255, 0, 255, 0), limit, grid)).toEqual([153, 71, 0, 0]);
  });

  it('is black where the user erased', () => {
    const erased = { added: layer(0, 0, 0, 0), removed: layer(255, 0, 0, 0), isLimit: false };
    expect([...paintOverlay(layer(255, 0, 0, 0), erased, grid).data]).toEqual([0, 0, 0, 115, ...Array(12).fill(0)]);
  });
});

describe('what the engine is asked', () => {
  it('is no mask where nothing is painted', () => {
    expect(rasteriseMask(maskOf([]), GRID)).toBeNull();
    expect(rasteriseMask(maskOf([dab(60, 30, 9), { kind: 'clear' }], { isLimit: true }), GRID)).toBeNull();
    expect(rasteriseMask(maskOf([{ kind: 'invert' }]), GRID)).toBeNull();
  });

  it('is nothing but the paint, with nothing erased, for a limit', () => {
    const mask = rasteriseMask(maskOf([dab(60, 30, 12), dab(80, 30, 12, 'eraser')], { isLimit: true }), GRID);
    expect(mask?.isLimit).toBe(true);
    expect(sum(mask?.removed ?? new Uint8Array([1]))).toBe(0);
    expect(mask?.added[10 * 40 + 30]).toBe(0);
  });
});
