import type { InferenceSession } from 'onnxruntime-node';
import { at } from '../../../src/engine/at.ts';
import { selfSimilarity, structureDistance } from '../../../src/engine/metrics/structure-distance.ts';
import { toTensor } from '../../../src/engine/stages/pixel-image.ts';
import type { PixelImage } from '../../../src/protocol/edit-request.ts';
import { type AttributeJudge, openAttributeJudge } from '../attribute-judge.ts';
import { openClip } from './clip.ts';
import { floatsOf, HALVES, IMAGENET, openModel, sizeOf, toModelInput } from './picture-model.ts';

/** Models on the user's disk; what is left out is not measured, or by the project's own judge. */
export interface JudgeFiles {
  readonly clip?: string | undefined;
  readonly lpips?: string | undefined;
  readonly inception?: string | undefined;
  readonly dino?: string | undefined;
}

export const JUDGE_OPTIONS = {
  clip: { type: 'string' },
  lpips: { type: 'string' },
  inception: { type: 'string' },
  dino: { type: 'string' },
} as const;

export const JUDGE_USAGE = `  --clip DIR              a CLIP as transformers.js takes it, for CLIP scores
  --lpips FILE            an ONNX of LPIPS: two pictures in [-1, 1] to their distance
  --inception FILE        an ONNX of Inception's features, for FID; the project's judge of rendered scenes else
  --dino FILE             an ONNX of DINO's keys, [1, places, width], for the structure distance; the judge else`;

/** What pictures are judged by. */
export interface PictureJudges {
  /** By which model each is judged: a file, or 'judge' for the project's own. */
  readonly by: {
    readonly structure: string;
    readonly features: string;
    readonly clip: string | null;
    readonly lpips: string | null;
  };
  structure(reference: PixelImage, image: PixelImage): Promise<number>;
  /** What sets of pictures are compared by. */
  features(image: PixelImage): Promise<Float32Array>;
  /** Null without a model for it. */
  clip(image: PixelImage, sentence: string): Promise<number | null>;
  lpips(reference: PixelImage, image: PixelImage): Promise<number | null>;
  release(): Promise<void>;
}

const OWN = 'judge';
const JUDGE_SIZE = { width: 128, height: 128 };
const INCEPTION_SIZE = { width: 299, height: 299 };
const DINO_SIZE = { width: 224, height: 224 };

/** Throws `CommandFailure` for a model that is not there or of another kind. */
export async function openJudges(files: JudgeFiles): Promise<PictureJudges> {
  const open = (file: string | undefined) => (file === undefined ? null : openModel(file));
  const [lpips, inception, dino] = [await open(files.lpips), await open(files.inception), await open(files.dino)];
  const clip = files.clip === undefined ? null : await openClip(files.clip);
  const own = inception === null || dino === null ? await openAttributeJudge() : null;
  return {
    by: {
      structure: files.dino ?? OWN,
      features: files.inception ?? OWN,
      clip: files.clip ?? null,
      lpips: files.lpips ?? null,
    },
    async structure(reference, image) {
      if (dino === null) return requireOwn(own).measureStructure(await toJudge(reference), await toJudge(image));
      const [wanted, found] = [await readPlaces(dino, reference), await readPlaces(dino, image)];
      return structureDistance(selfSimilarity(wanted), selfSimilarity(found));
    },
    async features(image) {
      return inception === null ? requireOwn(own).readFeatures(await toJudge(image)) : readWhole(inception, image);
    },
    clip: async (image, sentence) => clip?.score(image, sentence) ?? null,
    lpips: async (reference, image) => (lpips === null ? null : compare(lpips, reference, image)),
    async release() {
      for (const model of [lpips, inception, dino, clip, own]) await model?.release();
    },
  };
}

function requireOwn(judge: AttributeJudge | null): AttributeJudge {
  if (judge === null) throw new RangeError('the judge is not open');
  return judge;
}

/** The judge reads pictures of one size. */
async function toJudge(image: PixelImage) {
  const { width, height } = JUDGE_SIZE;
  if (image.width === width && image.height === height) return toTensor(image);
  const { data } = await toModelInput(image, { ...HALVES, shortestEdge: null, size: JUDGE_SIZE, kernel: 'cubic' });
  return { shape: [1, 3, height, width], data: Float32Array.from(data as Float32Array) };
}

async function readWhole(model: InferenceSession, image: PixelImage): Promise<Float32Array> {
  const size = sizeOf(model) ?? INCEPTION_SIZE;
  const pixels = await toModelInput(image, { ...HALVES, shortestEdge: null, size, kernel: 'linear' });
  return floatsOf(model, await model.run({ [at(model.inputNames, 0)]: pixels })).data;
}

async function readPlaces(model: InferenceSession, image: PixelImage): Promise<readonly Float32Array[]> {
  const size = sizeOf(model) ?? DINO_SIZE;
  const pixels = await toModelInput(image, { ...IMAGENET, shortestEdge: null, size, kernel: 'linear' });
  const { data, dims } = floatsOf(model, await model.run({ [at(model.inputNames, 0)]: pixels }));
  const [, places = 0, width = 0] = dims;
  return Array.from({ length: places }, (_, place) => data.subarray(place * width, (place + 1) * width));
}

async function compare(model: InferenceSession, reference: PixelImage, image: PixelImage): Promise<number> {
  const input = { ...HALVES, shortestEdge: null, size: sizeOf(model), kernel: 'linear' } as const;
  const [first, second] = [at(model.inputNames, 0), at(model.inputNames, 1)];
  const feeds = { [first]: await toModelInput(reference, input), [second]: await toModelInput(image, input) };
  return at([...floatsOf(model, await model.run(feeds)).data], 0);
}
