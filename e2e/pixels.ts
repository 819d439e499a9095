/** Measures on pixels: ground truth in, decibels out. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** 8-bit RGBA, row-major. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

export interface Pair {
  readonly id: string;
  readonly kind: 'colour' | 'object' | 'material' | 'surface' | 'time' | 'style' | 'add' | 'remove';
  readonly source: string;
  readonly target: string;
}

const testSet = new URL('../bench/data/test/', import.meta.url);

/** "a red ball on sand at day": one thing with a colour and nothing else, in a photo. */
const PLAIN_WORDS = /^an? [a-z]+ [a-z]+ on /u;

/** The first pairs of a kind that say little. These tests are of the page: the benchmark asks the model for more. */
export function pairsOf(kind: Pair['kind'], count: number): readonly Pair[] {
  const pairs = JSON.parse(readFileSync(new URL('pairs.json', testSet), 'utf8')) as Pair[];
  const plain = pairs.filter((pair) => pair.kind === kind && PLAIN_WORDS.test(pair.source)).slice(0, count);
  if (plain.length < count) throw new Error(`the test set has fewer than ${count} plain ${kind} edits`);
  return plain;
}

/** The first of them. */
export function pairOf(kind: Pair['kind']): Pair {
  const [pair] = pairsOf(kind, 1);
  if (!pair) throw new Error(`the test set has no plain ${kind} edit`);
  return pair;
}

export function pairPath(pair: Pair, which: 'source' | 'truth'): string {
  return fileURLToPath(new URL(`${pair.id}-${which}.webp`, testSet));
}

export async function readImage(path: string): Promise<RgbImage> {
  const { data, info } = await sharp(path).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: new Uint8Array(data) };
}

/** Pixels that the edit changes in truth: any channel differs by more than 12 of 255, grown by `growth` pixels. */
export function changedRegion(source: RgbImage, truth: RgbImage, growth = 3): Uint8Array {
  const { width, height } = source;
  const changed = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const differs = [0, 1, 2].some((channel) => {
        const index = 4 * (y * width + x) + channel;
        return Math.abs((source.rgba[index] ?? 0) - (truth.rgba[index] ?? 0)) > 12;
      });
      if (!differs) continue;
      for (let dy = -growth; dy <= growth; dy++) {
        for (let dx = -growth; dx <= growth; dx++) {
          const [row, column] = [y + dy, x + dx];
          if (row >= 0 && row < height && column >= 0 && column < width) changed[row * width + column] = 1;
        }
      }
    }
  }
  return changed;
}

/** PSNR in dB (data range 1) over the pixels where `region` equals `value`; over all pixels without a region. */
export function psnr(a: RgbImage, b: RgbImage, region?: Uint8Array, value = 1): number {
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`sizes differ: ${a.width} x ${a.height} and ${b.width} x ${b.height}`);
  }
  let squares = 0;
  let samples = 0;
  for (let pixel = 0; pixel < a.width * a.height; pixel++) {
    if (region && region[pixel] !== value) continue;
    for (let channel = 0; channel < 3; channel++) {
      const difference = ((a.rgba[4 * pixel + channel] ?? 0) - (b.rgba[4 * pixel + channel] ?? 0)) / 255;
      squares += difference * difference;
      samples++;
    }
  }
  return -10 * Math.log10(Math.max(squares / samples, 1e-12));
}
