/** The pictures of the test set, by their files. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { RgbImage } from '../test/pixels.ts';

export interface Pair {
  readonly id: string;
  readonly kind: 'colour' | 'object' | 'material' | 'surface' | 'time' | 'style' | 'add' | 'remove';
  readonly source: string;
  readonly target: string;
}

const testSet = new URL('../bench/data/test/', import.meta.url);

/** "a red ball on sand at day": one thing with a colour and nothing else, in a photo. */
const PLAIN_WORDS = /^an? [a-z]+ [a-z]+ on /u;

/**
 * The first pairs of a kind that say little; what is removed stands beside something that is named, too. These tests are of the page: the benchmark
 * asks the model for more.
 */
export function pairsOf(kind: Pair['kind'], count: number): readonly Pair[] {
  const pairs = JSON.parse(readFileSync(new URL('pairs.json', testSet), 'utf8')) as Pair[];
  const plain = pairs
    .filter((pair) => pair.kind === kind && (kind === 'remove' || PLAIN_WORDS.test(pair.source)))
    .slice(0, count);
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
