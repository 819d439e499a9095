import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { type InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { PixelImage } from '../../../src/protocol/edit-request.ts';
import { CommandFailure } from '../../support/command-failure.ts';
import { floatsOf, openModel, type PictureInput, toModelInput } from './picture-model.ts';

/** A CLIP as transformers.js takes it. */
export interface Clip {
  /** CLIP score (Hessel et al. 2021, as PIE-Bench has it): 100 times the cosine between picture and sentence. */
  score(image: PixelImage, sentence: string): Promise<number>;
  release(): Promise<void>;
}

const MOST_TOKENS = 77;
/** How transformers.js names the files of one graph, the most exact first. */
const PRECISIONS = ['', '_fp16', '_quantized'];

type Feeds = Record<string, OrtTensor>;
/** The file that is a whole CLIP takes both, and gives both. */
type Branch = (feeds: Feeds) => Promise<Float32Array>;

/**
 * Opens `tokenizer.json`, `preprocessor_config.json` and, below `onnx/`, either `text_model.onnx` and `vision_model.onnx` or `model.onnx`.
 * Throws `CommandFailure` for a folder that is none.
 */
export async function openClip(folder: string): Promise<Clip> {
  const tokenizer = new Tokenizer(
    await readJson(folder, 'tokenizer.json'),
    await readJson(folder, 'tokenizer_config.json'),
  );
  const input = readPictureInput(await readJson(folder, 'preprocessor_config.json'));
  const [text, vision] = [findGraph(folder, 'text_model'), findGraph(folder, 'vision_model')];
  const whole = findGraph(folder, 'model');
  if (whole === null && (text === null || vision === null)) {
    throw new CommandFailure(
      `${folder} has neither onnx/text_model.onnx and onnx/vision_model.onnx nor onnx/model.onnx.`,
    );
  }
  const isSplit = text !== null && vision !== null;
  const textSession = await openModel(isSplit ? text : (whole ?? ''));
  const visionSession = isSplit ? await openModel(vision) : textSession;

  const readPicture = async (image: PixelImage): Promise<Float32Array> => {
    const pixels = { pixel_values: await toModelInput(image, input) };
    return branchOf(visionSession, 'image_embeds')({ ...pixels, ...(isSplit ? {} : toFeeds(tokenizer, '')) });
  };
  const blank = { data: new Uint8ClampedArray(4), width: 1, height: 1 };
  const sentences = new Map<string, Float32Array>();
  const readSentence = async (sentence: string): Promise<Float32Array> => {
    const pixels = isSplit ? {} : { pixel_values: await toModelInput(blank, input) };
    return branchOf(textSession, 'text_embeds')({ ...pixels, ...toFeeds(tokenizer, sentence) });
  };

  return {
    async score(image, sentence) {
      const words = sentences.get(sentence) ?? (await readSentence(sentence));
      sentences.set(sentence, words);
      return 100 * cosine(await readPicture(image), words);
    },
    async release() {
      await textSession.release();
      if (isSplit) await visionSession.release();
    },
  };
}

function branchOf(session: InferenceSession, output: string): Branch {
  return async (feeds) => {
    const wanted = Object.fromEntries(Object.entries(feeds).filter(([name]) => session.inputNames.includes(name)));
    return floatsOf(session, await session.run(wanted), output).data;
  };
}

function toFeeds(tokenizer: Tokenizer, sentence: string): Feeds {
  const all = tokenizer.encode(sentence, { add_special_tokens: true }).ids;
  const end = all.at(-1) ?? 0;
  const ids = all.length > MOST_TOKENS ? [...all.slice(0, MOST_TOKENS - 1), end] : all;
  const toTensor = (values: readonly number[]) =>
    new OrtTensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  return { input_ids: toTensor(ids), attention_mask: toTensor(ids.map(() => 1)) };
}

function findGraph(folder: string, name: string): string | null {
  const files = PRECISIONS.map((precision) => join(folder, 'onnx', `${name}${precision}.onnx`));
  return files.find((file) => existsSync(file)) ?? null;
}

async function readJson(folder: string, name: string): Promise<Record<string, unknown>> {
  const file = join(folder, name);
  try {
    return { ...JSON.parse(await readFile(file, 'utf8')) };
  } catch (error) {
    throw new CommandFailure(`${file} is missing or not JSON; --clip wants a CLIP as transformers.js takes it.`, 2, {
      cause: error,
    });
  }
}

/** `preprocessor_config.json` of transformers; what it leaves out is CLIP's own. */
function readPictureInput(config: Readonly<Record<string, unknown>>): PictureInput {
  const numberIn = (value: unknown, ...names: readonly string[]): number | null => {
    if (typeof value === 'number') return value;
    if (typeof value !== 'object' || value === null) return null;
    const entry = Object.entries(value).find(([name]) => names.includes(name))?.[1];
    return typeof entry === 'number' ? entry : null;
  };
  const listOf = (value: unknown, otherwise: readonly number[]): readonly number[] =>
    Array.isArray(value) && value.every((entry) => typeof entry === 'number') ? value : otherwise;
  const { size, crop_size: crop, image_mean: mean, image_std: std } = config;
  const side = numberIn(size, 'shortest_edge', 'height') ?? 224;
  return {
    shortestEdge: side,
    size: { width: numberIn(crop, 'width') ?? side, height: numberIn(crop, 'height') ?? side },
    kernel: 'cubic',
    mean: listOf(mean, [0.48145466, 0.4578275, 0.40821073]),
    std: listOf(std, [0.26862954, 0.26130258, 0.27577711]),
  };
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [product, first, second] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    product += x * y;
    first += x * x;
    second += y * y;
  }
  return product / Math.sqrt(first * second);
}
