/** Edits of the benchmark's test set: photos, and the sentences that belong to them. */
import type { RgbImage } from '../../../test/pixels.ts';
import { fetchFile } from './editor.ts';

interface ListedPair {
  readonly id: string;
  readonly kind: string;
  readonly source: string;
  readonly target: string;
}

export interface TestPair {
  readonly source: string;
  readonly target: string;
  readonly photo: File;
}

const FOLDER = '/bench/data/test/';

/** "a red ball on sand at day": one thing with a colour and nothing else, in a photo. */
const PLAIN_WORDS = /^an? [a-z]+ [a-z]+ on /u;

/** The first edit of a kind that says little. */
export async function fetchPair(kind: 'colour' | 'object' | 'surface' | 'time'): Promise<TestPair> {
  const pairs = JSON.parse(await (await fetchFile(`${FOLDER}pairs.json`)).text()) as readonly ListedPair[];
  const pair = pairs.find((candidate) => candidate.kind === kind && PLAIN_WORDS.test(candidate.source));
  if (pair === undefined) throw new Error(`the test set has no plain ${kind} edit`);
  const { id, source, target } = pair;
  return { source, target, photo: await fetchFile(`${FOLDER}${id}-source.webp`) };
}

export async function decode(photo: Blob): Promise<RgbImage> {
  const bitmap = await createImageBitmap(photo);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('There is no 2D context.');
  context.drawImage(bitmap, 0, 0);
  return { width, height, rgba: Uint8Array.from(context.getImageData(0, 0, width, height).data) };
}
