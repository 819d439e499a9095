import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { selfSimilarity, structureDistance } from '../../src/engine/metrics/structure-distance.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import type { EditPair } from './pairs.ts';
import { mean } from './statistics.ts';

export interface AttributeVerdict {
  /** Share of the edited attributes that are read as they should be; NaN when there are none. */
  readonly edited: number;
  /** The same for all others. */
  readonly kept: number;
}

/**
 * Reads back what a picture shows: the classifier that `training/` trained on rendered scenes, as PIE-Bench asks CLIP. It looks at pictures of
 * `JUDGE_SIDE` pixels; of larger ones, at the mean of every so many.
 */
export interface AttributeJudge {
  /**
   * Structure distance between two images (Tumanyan et al. 2022, as in PIE-Bench): mean squared difference of the cosine similarities among
   * the places of each, here by this classifier's features at 8 x 8 places instead of DINO's. 0 for equal images.
   */
  measureStructure(reference: Tensor, image: Tensor): Promise<number>;
  /** The mean over the places of the same features, for Fréchet distances. */
  readFeatures(image: Tensor): Promise<Float32Array>;
  /** Names of the attributes that are read in an image [1, 3, height, width] in [-1, 1] as it should show them. */
  readRight(image: Tensor, shows: EditPair['shows']): Promise<ReadonlySet<string>>;
  release(): Promise<void>;
}

type Classes = Readonly<Record<string, readonly (string | number)[]>>;

/** Width and height of the pictures that it was trained on. */
export const JUDGE_SIDE = 128;

export const JUDGE_FOLDER = fileURLToPath(new URL('../../bench/judge', import.meta.url));
const SLOT = /^slot (\d) (\w+)$/u;

export async function openAttributeJudge(): Promise<AttributeJudge> {
  const session = await InferenceSession.create(join(JUDGE_FOLDER, 'model.onnx'));
  // Our own file, written by training/.
  const classes = JSON.parse(await readFile(join(JUDGE_FOLDER, 'classes.json'), 'utf8')) as Classes;

  /** Many images are compared with one reference. */
  const similarities = new WeakMap<Tensor, Float64Array>();
  const look = (image: Tensor, things: number) =>
    session.run({
      pictures: new OrtTensor('float32', averageSquares(image), [1, 3, JUDGE_SIDE, JUDGE_SIDE]),
      things: new OrtTensor('int64', BigInt64Array.of(BigInt(things)), [1]),
    });

  return {
    async measureStructure(reference, image) {
      const wanted = similarities.get(reference) ?? selfSimilarity(featuresOf(await look(reference, 1)).rows);
      similarities.set(reference, wanted);
      return structureDistance(wanted, selfSimilarity(featuresOf(await look(image, 1)).rows));
    },
    async readFeatures(image) {
      const { rows, width } = featuresOf(await look(image, 1));
      return Float32Array.from({ length: width }, (_, i) => mean(rows.map((row) => row[i] ?? 0)) ?? 0);
    },
    async readRight(image, shows) {
      const outputs = await look(image, Number(shows['count'] ?? 1));
      return new Set(Object.keys(shows).filter((name) => readAttribute(outputs, classes, name) === shows[name]));
    },
    release: () => session.release(),
  };
}

/** How an image does, from what `readRight` found in it. `readable` are the attributes that count; all by default. */
export function judgeEdit(
  right: ReadonlySet<string>,
  { shows, edited }: Pick<EditPair, 'shows' | 'edited'>,
  readable?: ReadonlySet<string>,
): AttributeVerdict {
  const names = Object.keys(shows).filter((name) => readable?.has(name) ?? true);
  const share = (wanted: readonly string[]) => mean(wanted.map((name) => Number(right.has(name)))) ?? Number.NaN;
  return {
    edited: share(names.filter((name) => edited.includes(name))),
    kept: share(names.filter((name) => !edited.includes(name))),
  };
}

/** An image [1, 3, height, width], of `JUDGE_SIDE` pixels or a multiple of it, with one mean a square in place of its pixels. */
export function averageSquares({ data, shape: [, channels = 3, height = 0, width = 0] }: Tensor): Float32Array {
  const factor = width / JUDGE_SIDE;
  if (height !== width || !Number.isInteger(factor))
    throw new RangeError(`the judge reads no ${width} x ${height} pixels`);
  const means = new Float32Array(channels * JUDGE_SIDE ** 2);
  for (let i = 0; i < channels * height * width; i++) {
    const row = Math.floor(i / width / factor);
    const column = Math.floor((i % width) / factor);
    means[row * JUDGE_SIDE + column] = (means[row * JUDGE_SIDE + column] ?? 0) + (data[i] ?? 0) / factor ** 2;
  }
  return means;
}

/** Features of every place, [places][width]. */
function featuresOf({ features }: InferenceSession.ReturnType) {
  if (!(features?.data instanceof Float32Array)) throw new RangeError('the judge has no output features');
  const { data } = features;
  const [, places = 0, width = 0] = features.dims;
  return {
    rows: Array.from({ length: places }, (_, place) => data.subarray(place * width, (place + 1) * width)),
    width,
  };
}

/** The likeliest class of an attribute. */
function readAttribute(
  outputs: InferenceSession.ReturnType,
  classes: Classes,
  attribute: string,
): string | number | undefined {
  const [, slot = '0', name = attribute] = SLOT.exec(attribute) ?? [];
  const choices = classes[name] ?? [];
  const scores = outputs[name]?.data;
  if (!(scores instanceof Float32Array)) throw new RangeError(`the judge has no output ${name}`);
  const first = Number(slot) * choices.length;
  const own = scores.subarray(first, first + choices.length);
  return choices[own.indexOf(Math.max(...own))];
}
