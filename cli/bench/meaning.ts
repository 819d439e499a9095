import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { at } from '../../src/engine/at.ts';
import { compilePullBack, type PullBackOptions } from '../../src/engine/compiler/compile-pull-back.ts';
import { readModel } from '../../src/engine/onnx/read-model.ts';
import type { MeaningLoss } from '../../src/engine/seeds/select-seed.ts';
import { tensor, type Tensor } from '../../src/engine/tensor/tensor.ts';
import { GRAPH_FILE, PACK_FOLDERS } from '../../src/packs/pack-layout.ts';
import { openSession } from '../../src/runtime/session.ts';
import { createTaskQueue } from '../../src/runtime/task-queue.ts';
import { createNodeHost } from '../support/node-host.ts';
import type { NodePack } from '../support/open-node-pack.ts';
import { type AttributeJudge, averageSquares, JUDGE_FOLDER, JUDGE_SIDE } from './attribute-judge.ts';
import { mean } from './statistics.ts';

/** What pictures mean, by the features of the judge, and the way back from it to the latent of one. */
export interface MeaningReader {
  /** 1 - cos of a picture's features and the mean of those of `images`, [1, 3, height, width] in [-1, 1]: SeedSelect's term of meaning. */
  distanceTo(images: readonly Tensor[]): Promise<MeaningLoss>;
  release(): Promise<void>;
}

/** Compiles the way back through the judge and the decoder of the pack in `folder`. */
export async function openMeaning(
  { runtime: { manifest, autoencoder } }: NodePack,
  folder: string,
  judge: AttributeJudge,
): Promise<MeaningReader> {
  const { channels, height, width, scalingFactor, shiftFactor = 0 } = manifest.latent;
  const pictureShape = [1, 3, JUDGE_SIDE, JUDGE_SIDE];
  const decoderFolder = join(folder, PACK_FOLDERS.vaeDecoder);
  const { inputs, outputs } = readModel(await readFile(join(decoderFolder, GRAPH_FILE)));
  const latentInput = at(inputs, 0).name;
  const decoder = await openPullBack(decoderFolder, {
    inputs: { [latentInput]: [1, channels, height, width] },
    output: at(outputs, 0).name,
    wrt: latentInput,
  });
  const reader = await openPullBack(JUDGE_FOLDER, {
    inputs: { pictures: pictureShape, things: [1] },
    output: 'features',
    wrt: 'pictures',
  });

  /** From the slope by the features' mean over the places to that by the image. */
  async function pullToImage(image: Tensor, slope: Float32Array): Promise<Tensor> {
    const places = at(reader.cotangentShape, 1);
    const cotangent = Float32Array.from(
      { length: places * slope.length },
      (_, i) => at(slope, i % slope.length) / places,
    );
    const pictures = tensor(pictureShape, averageSquares(image));
    return spreadSquares(await reader.run({ pictures, cotangent: tensor(reader.cotangentShape, cotangent) }), image);
  }

  return {
    async distanceTo(images) {
      const features: Float32Array[] = [];
      for (const image of images) features.push(await judge.readFeatures(image));
      const wanted = at(features, 0).map((_, i) => mean(features.map((one) => at(one, i))) ?? 0);
      return async (clean) => {
        const image = await autoencoder.decode(clean);
        const { loss, slope } = cosineDistance(await judge.readFeatures(image), wanted);
        const unscaled = clean.data.map((value) => value / scalingFactor + shiftFactor);
        const { shape, data } = await decoder.run({
          [latentInput]: tensor(clean.shape, unscaled),
          cotangent: await pullToImage(image, slope),
        });
        return {
          loss,
          gradient: tensor(
            shape,
            data.map((value) => value / scalingFactor),
          ),
        };
      };
    },
    async release() {
      await Promise.all([decoder, reader].map(({ session }) => session.release()));
    },
  };
}

async function openPullBack(folder: string, options: Omit<PullBackOptions, 'model'>) {
  const { model, externalData } = compilePullBack({ ...options, model: await readFile(join(folder, GRAPH_FILE)) });
  const files = externalData.map(async (path) => ({ path, data: await readFile(join(folder, path)) }));
  const bytes = { model, externalData: await Promise.all(files) };
  const session = await openSession(createNodeHost(), createTaskQueue(), folder, bytes);
  const cotangent = readModel(model).inputs.find(({ name }) => name === 'cotangent');
  return {
    session,
    cotangentShape: cotangent?.type.shape?.map(Number) ?? [],
    async run(feeds: Readonly<Record<string, Tensor>>): Promise<Tensor> {
      const { gradient } = await session.run(feeds, ['gradient']);
      if (gradient === undefined) throw new RangeError('the way back has no output gradient');
      return gradient;
    },
  };
}

/** 1 - cos(a, b), and its slope by a. */
function cosineDistance(a: Float32Array, b: Float32Array): { readonly loss: number; readonly slope: Float32Array } {
  const product = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * at(y, i), 0);
  const squares = product(a, a);
  const lengths = Math.sqrt(squares * product(b, b));
  const cosine = product(a, b) / lengths;
  return { loss: 1 - cosine, slope: a.map((value, i) => (cosine * value) / squares - at(b, i) / lengths) };
}

/** The way back through `averageSquares`, and through the cut at the ends of a pixel's range. */
function spreadSquares({ data }: Tensor, image: Tensor): Tensor {
  const width = at(image.shape, 3);
  const factor = width / JUDGE_SIDE;
  const spread = image.data.map((pixel, i) => {
    if (Math.abs(pixel) >= 1) return 0;
    const row = Math.floor(i / width / factor);
    const column = Math.floor((i % width) / factor);
    return at(data, row * JUDGE_SIDE + column) / factor ** 2;
  });
  return tensor(image.shape, spread);
}
