import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import { CommandFailure } from '../support/command-failure.ts';
import { readImageFile } from '../support/image-file.ts';
import { growMask } from './edit-mask.ts';

export const PAIR_SETS = ['validation', 'test'] as const;
export type PairSet = (typeof PAIR_SETS)[number];

export const PAIR_KINDS = ['colour', 'object', 'material', 'surface', 'time', 'style', 'add', 'remove'] as const;
export type PairKind = (typeof PAIR_KINDS)[number];

/** One line of `pairs.json`: a scene and the same scene with one attribute changed, both in words. */
interface PairRecord {
  readonly id: string;
  readonly kind: PairKind;
  readonly seed: number;
  readonly source: string;
  readonly target: string;
  /** The words that differ; empty where words only come or go. */
  readonly changed: { readonly from: string; readonly to: string };
  /** What the true edited picture shows, by the judge's names: 'surface', 'slot 0 colour' (objects from left to right). */
  readonly shows: Readonly<Record<string, string | number>>;
  /** Those of `shows` that the edit brought in. */
  readonly edited: readonly string[];
}

/** A pair with its pictures: the photo, and what the edit should give, as it was rendered. */
export interface EditPair extends PairRecord {
  readonly photo: PixelImage;
  readonly truth: PixelImage;
  /** 1 where photo and truth differ and a few pixels around; 0 elsewhere. [height x width] */
  readonly mask: Float32Array;
}

/** The first `count` held-out pairs of a set (all by default), at the pack's size. */
export async function readPairs(
  set: PairSet,
  count: number,
  size: PackManifest['image'],
): Promise<readonly EditPair[]> {
  const folder = fileURLToPath(new URL(`../../bench/data/${set}`, import.meta.url));
  const text = await readFile(join(folder, 'pairs.json'), 'utf8').catch((error: unknown) => {
    throw new CommandFailure(`There are no pairs in ${folder}.`, 2, { cause: error });
  });
  // Our own file, written by training/.
  const records = JSON.parse(text) as readonly PairRecord[];
  return Promise.all(
    records.slice(0, count).map(async (record) => ({
      ...record,
      photo: await readImageFile(join(folder, `${record.id}-source.webp`), size),
      truth: await readImageFile(join(folder, `${record.id}-truth.webp`), size),
      mask: growMask(await readImageFile(join(folder, `${record.id}-mask.webp`), size)),
    })),
  );
}
