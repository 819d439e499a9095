import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import { cutImage } from '../../src/imaging/cut-image.ts';
import { isLocalEdit } from '../../src/words/edit-kind.ts';
import { CommandFailure } from '../support/command-failure.ts';
import { readImageFile, readWholePhoto } from '../support/image-file.ts';
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

/** The first `count` held-out pairs of a set, or of some kinds in it, at the pack's size. */
export async function readPairs(
  set: PairSet,
  count: number,
  size: PackManifest['image'],
  kinds: readonly PairKind[] = PAIR_KINDS,
): Promise<readonly EditPair[]> {
  const records = (await readRecords(set)).filter(({ kind }) => kinds.includes(kind));
  return readPictures(set, records.slice(0, count), (file) => readImageFile(file, size));
}

/** Of four non-square pairs so many are about the whole scene, the others about a thing. */
const SCENE_SHARE = 3 / 4;

/**
 * The first `count` pairs of the test set as photos at 3:2 and 2:3 in turns: of each picture the middle, two thirds as high or as wide.
 * Three of four are about the whole scene.
 */
export async function readNonSquarePairs(count: number): Promise<readonly EditPair[]> {
  const records = await readRecords('test');
  const things = records.filter(({ kind }) => isLocalEdit(kind));
  const scenes = records.filter(({ kind }) => !isLocalEdit(kind));
  const chosen = Array.from({ length: count }, (_, i) => {
    const sceneCount = Math.ceil(SCENE_SHARE * i);
    return Math.ceil(SCENE_SHARE * (i + 1)) > sceneCount ? scenes[sceneCount] : things[i - sceneCount];
  });
  const known = chosen.filter((record) => record !== undefined);
  return readPictures('test', known, (file, index) => readMiddle(file, index % 2 === 0 ? [1, 2 / 3] : [2 / 3, 1]));
}

async function readRecords(set: PairSet): Promise<readonly PairRecord[]> {
  const folder = folderOf(set);
  const text = await readFile(join(folder, 'pairs.json'), 'utf8').catch((error: unknown) => {
    throw new CommandFailure(`There are no pairs in ${folder}.`, 2, { cause: error });
  });
  // Our own file, written by training/.
  return JSON.parse(text) as readonly PairRecord[];
}

function readPictures(
  set: PairSet,
  records: readonly PairRecord[],
  read: (file: string, index: number) => Promise<PixelImage>,
): Promise<readonly EditPair[]> {
  const folder = folderOf(set);
  return Promise.all(
    records.map(async (record, index) => ({
      ...record,
      photo: await read(join(folder, `${record.id}-source.webp`), index),
      truth: await read(join(folder, `${record.id}-truth.webp`), index),
      mask: growMask(await read(join(folder, `${record.id}-mask.webp`), index)),
    })),
  );
}

function folderOf(set: PairSet): string {
  return fileURLToPath(new URL(`../../bench/data/${set}`, import.meta.url));
}

/** The middle of a picture, in parts of its width and of its height. */
async function readMiddle(file: string, [across, down]: readonly [number, number]): Promise<PixelImage> {
  const { photo: whole } = await readWholePhoto(file);
  const [width, height] = [Math.round(across * whole.width), Math.round(down * whole.height)];
  const [left, top] = [Math.floor((whole.width - width) / 2), Math.floor((whole.height - height) / 2)];
  return cutImage(whole, { x: left, y: top, width, height });
}
