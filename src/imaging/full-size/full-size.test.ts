import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CropRectangle } from '../../protocol/photo-work.ts';
import type { PixelImage } from '../../protocol/edit-request.ts';
import { planWhole } from '../plan-extents.ts';
import { blendRows } from './blend-rows.ts';
import { fitEditLayer } from './fit-edit-layer.ts';

type Paint = (x: number, y: number) => readonly [number, number, number];

/** Paints in coordinates of 0..1, each pixel at its centre. */
function paint(width: number, height: number, colour: Paint): PixelImage {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      data.set([...colour((x + 0.5) / width, (y + 0.5) / height), 255], 4 * (y * width + x));
  }
  return { width, height, data };
}

/** Means of squares of pixels. */
function shrink({ width, height, data }: PixelImage, factor: number): PixelImage {
  const small = paint(width / factor, height / factor, () => [0, 0, 0]);
  for (let i = 0; i < small.data.length; i++) {
    const [x, y] = [(i >> 2) % small.width, Math.floor((i >> 2) / small.width)];
    let sum = 0;
    for (let k = 0; k < factor * factor; k++) {
      sum += data[4 * ((y * factor + Math.floor(k / factor)) * width + x * factor + (k % factor)) + (i & 3)] ?? 0;
    }
    small.data[i] = sum / factor ** 2;
  }
  return small;
}

/** A ball on a ground with grain finer than the small picture's pixels. */
function scene(ball: readonly [number, number, number]): Paint {
  return (x, y) => {
    const distance = Math.hypot(x - 0.5, y - 0.5);
    const shade = 0.55 + 0.45 * (1 - distance / 0.3) + 0.08 * Math.sin(410 * x) * Math.sin(390 * y);
    const grain = 25 * Math.sin(700 * x) * Math.sin(640 * y) + 15 * Math.sin(31 * x + 12 * y);
    return distance < 0.3
      ? [ball[0] * shade, ball[1] * shade, ball[2] * shade]
      : [190 + grain, 160 + grain, 110 + 0.8 * grain];
  };
}

const noise: Paint = (x, y) => [
  128 + 100 * Math.sin(97 * x + 13 * y),
  128 + 90 * Math.sin(51 * y - 70 * x),
  128 + 80 * Math.cos(211 * x * y),
];

function blend(
  full: PixelImage,
  edit: Parameters<typeof fitEditLayer>[0],
  crop: CropRectangle = { x: 0, y: 0, width: full.width, height: full.height },
): PixelImage {
  const data = full.data.slice();
  blendRows({ top: 0, left: 0, width: full.width, height: full.height, data }, fitEditLayer(edit), crop, full);
  return { ...full, data };
}

/** Comparing arrays one by one would take seconds. */
function expectSameBytes(a: PixelImage, b: PixelImage): void {
  expect(Buffer.from(a.data.buffer).equals(Buffer.from(b.data.buffer))).toBe(true);
}

function decibels(a: PixelImage, b: PixelImage): number {
  const squares = a.data.reduce((sum, value, i) => sum + (value - (b.data[i] ?? 0)) ** 2, 0) / (0.75 * a.data.length);
  return 10 * Math.log10(255 ** 2 / squares);
}

describe('an edit in the photo at its own size', () => {
  it.each([
    ['many times larger', 300, 210],
    ['as large', 32, 32],
    ['smaller', 20, 11],
  ])('that changes nothing leaves every byte, in a photo %s', (_, width, height) => {
    const full = paint(width, height, noise);
    const photo = paint(32, 32, noise);
    const reconstruction = paint(32, 32, (x, y) => noise(x * 0.99, y + 0.002));
    expectSameBytes(blend(full, { photo, edited: reconstruction, reconstruction, mask: null }), full);
  });

  it('that adds a constant adds it to every pixel', () => {
    const full = paint(301, 203, noise);
    const photo = paint(32, 32, noise);
    const shift = (image: PixelImage): PixelImage => ({
      ...image,
      data: image.data.map((v, i) => v + (i % 4 === 3 ? 0 : 9)),
    });
    expectSameBytes(blend(full, { photo, edited: shift(photo), reconstruction: photo, mask: null }), shift(full));
  });

  it('reaches every edge of a photo that it was given whole, with its edges continued', () => {
    const full = paint(300, 200, noise);
    const photo = paint(32, 32, noise);
    const shift = (image: PixelImage): PixelImage => ({
      ...image,
      data: image.data.map((v, i) => v + (i % 4 === 3 ? 0 : 9)),
    });
    const { crop } = planWhole(full, photo);
    expect(crop.y).toBeLessThan(0);
    expectSameBytes(blend(full, { photo, edited: shift(photo), reconstruction: photo, mask: null }, crop), shift(full));
  });

  it('is the edit itself where the photo is as large as the model paints and all structure stays', () => {
    const photo = paint(64, 64, scene([220, 40, 30]));
    const edited = paint(64, 64, scene([30, 60, 220]));
    expect(decibels(blend(photo, { photo, edited, reconstruction: photo, mask: null }), edited)).toBeGreaterThan(55);
  });

  it('changes no byte where the mask is 0', () => {
    const full = paint(640, 480, noise);
    const photo = paint(32, 32, noise);
    const mask = new Uint8Array(32 * 32);
    for (let y = 10; y < 20; y++) mask.fill(255, 32 * y + 8, 32 * y + 15);
    const edited = paint(32, 32, (x, y) => noise(y, x));
    edited.data.forEach((_, i) => {
      if (mask[i >> 2] === 0) edited.data[i] = photo.data[i] ?? 0;
    });
    const crop = { x: 80, y: 0, width: 480, height: 480 };
    const result = blend(full, { photo, edited, reconstruction: photo, mask }, crop);
    const scale = 480 / 32;
    let changed = 0;
    const reach = { left: 640, right: 0, top: 480, bottom: 0 };
    for (let i = 0; i < result.data.length; i++) {
      if (result.data[i] === full.data[i]) continue;
      changed += 1;
      const [x, y] = [(i >> 2) % 640, Math.floor((i >> 2) / 640)];
      reach.left = Math.min(reach.left, x);
      reach.right = Math.max(reach.right, x);
      reach.top = Math.min(reach.top, y);
      reach.bottom = Math.max(reach.bottom, y);
    }
    // A pixel of the mask reaches to the centres of its neighbours, half a pixel of 15 beyond its own square.
    expect(reach.left).toBeGreaterThanOrEqual(80 + 7.5 * scale - 1);
    expect(reach.right).toBeLessThan(80 + 15.5 * scale);
    expect(reach.top).toBeGreaterThanOrEqual(9.5 * scale - 1);
    expect(reach.bottom).toBeLessThan(20.5 * scale);
    expect(changed).toBeGreaterThan(10_000);
  });

  it('without a mask fades towards the rest of the photo and stays off it', () => {
    const full = paint(400, 200, () => [100, 100, 100]);
    const photo = paint(16, 16, () => [100, 100, 100]);
    const edited = paint(16, 16, () => [200, 200, 200]);
    const result = blend(
      full,
      { photo, edited, reconstruction: photo, mask: null },
      { x: 100, y: 0, width: 200, height: 200 },
    );
    const row = Array.from({ length: 400 }, (_, x) => result.data[4 * (100 * 400 + x)] ?? 0);
    expect(row.slice(0, 100)).toEqual(Array(100).fill(100));
    expect(row.slice(300)).toEqual(Array(100).fill(100));
    expect(row[200]).toBe(200);
    // No step between neighbours is larger than what twelve pixels of fading need.
    row.slice(1).forEach((value, x) => expect(Math.abs(value - (row[x] ?? 0))).toBeLessThan(20));
    // The photo ends above and below: nothing to fade to.
    expect(result.data[4 * 200]).toBe(200);
  });

  it('is the same in bands of any height', () => {
    const full = paint(90, 70, noise);
    const layer = fitEditLayer({
      photo: paint(16, 16, noise),
      edited: paint(16, 16, (x, y) => noise(y, x)),
      reconstruction: paint(16, 16, noise),
      mask: null,
    });
    const crop = { x: 10, y: 0, width: 70, height: 70 };
    const whole = full.data.slice();
    blendRows({ top: 0, left: 0, width: 90, height: 70, data: whole }, layer, crop, full);
    assert(
      property(integer({ min: 1, max: 70 }), (rows) => {
        const banded = full.data.slice();
        for (let top = 0; top < 70; top += rows) {
          const data = banded.subarray(4 * 90 * top, 4 * 90 * Math.min(70, top + rows));
          blendRows({ top, left: 0, width: 90, height: data.length / 360, data }, layer, crop, full);
        }
        expectSameBytes({ ...full, data: banded }, { ...full, data: whole });
      }),
      { numRuns: 20 },
    );
  });

  it('lies where the photo lies: a change of one half begins at the middle', () => {
    const full = paint(512, 64, () => [50, 50, 50]);
    const photo = paint(16, 2, () => [50, 50, 50]);
    const edited = paint(16, 2, (x) => (x < 0.5 ? [50, 50, 50] : [150, 150, 150]));
    const result = blend(full, { photo, edited, reconstruction: photo, mask: null });
    const row = Array.from({ length: 512 }, (_, x) => (result.data[4 * (30 * 512 + x)] ?? 0) - 50);
    // Symmetric about the border between pixels 255 and 256.
    for (let i = 0; i < 256; i++) expect((row[255 - i] ?? 0) + (row[256 + i] ?? 0)).toBeGreaterThanOrEqual(99);
    for (let i = 0; i < 256; i++) expect((row[255 - i] ?? 0) + (row[256 + i] ?? 0)).toBeLessThanOrEqual(101);
  });

  it('keeps edges and grain: a ball of another colour, eight times enlarged, is nearer to the truth than enlarged pixels', () => {
    const full = paint(512, 512, scene([220, 40, 30]));
    const truth = paint(512, 512, scene([30, 60, 220]));
    const photo = shrink(full, 8);
    const edited = shrink(truth, 8);
    const flat = paint(64, 64, () => [0, 0, 0]);
    // With nothing to follow, the blend is plain bilinear enlargement.
    const enlarged = blend(
      paint(512, 512, () => [0, 0, 0]),
      { photo: flat, edited, reconstruction: flat, mask: null },
    );
    const result = blend(full, { photo, edited, reconstruction: photo, mask: null });
    expect(decibels(result, truth)).toBeGreaterThan(decibels(enlarged, truth) + 6);
  });

  it('leaves no ghost of what went away', () => {
    const full = paint(512, 512, scene([220, 40, 30]));
    const ground = paint(512, 512, () => [190, 160, 110]);
    const photo = shrink(full, 8);
    const edited = shrink(ground, 8);
    const ghost = blend(full, { photo, edited, reconstruction: photo, mask: null });
    // On the outline of the ball that was: within a few levels of the ground.
    for (let angle = 0; angle < 6.28; angle += 0.1) {
      const [x, y] = [Math.round(256 + 153.6 * Math.cos(angle)), Math.round(256 + 153.6 * Math.sin(angle))];
      expect(Math.abs((ghost.data[4 * (512 * y + x)] ?? 0) - 190)).toBeLessThan(30);
    }
  });

  it('keeps nothing of the photo where a thing was painted over, however flat it was and whatever the model lost of it', () => {
    const full = paint(512, 512, scene([220, 40, 30]));
    const ground = paint(512, 512, () => [190, 160, 110]);
    const photo = shrink(full, 8);
    const edited = shrink(ground, 8);
    const reconstruction = shrink(paint(512, 512, scene([150, 90, 60])), 8);
    const blended = blend(full, { photo, edited, reconstruction, mask: null, isRepainted: true });
    expectSameBytes(blended, ground);
  });
});
