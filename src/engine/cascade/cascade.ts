/**
 * Pixel cascades (Saharia et al. 2022, Imagen; DeepFloyd IF): the first stage paints a small picture by words, each further one a larger picture
 * by the words and the one before. They work on pixels: a latent is a picture, [1, 3, height, width] in [-1, 1], and nothing is lost in an
 * autoencoder. Beside its own latent a further stage sees the smaller picture, enlarged and noised to a level that it is told:
 *
 *   image_condition = a_l enlarge(picture) + s_l n,  class_labels = l
 */
import { combine } from '../diffusion/arithmetic.ts';
import type { NoiseSchedule } from '../diffusion/noise-schedule.ts';
import { gaussianTensor, type RandomGenerator } from '../diffusion/random.ts';
import type { Conditioning, Denoiser, EncodedText, TextModel } from '../ports.ts';
import { tensor, type Tensor } from '../tensor/tensor.ts';
import { enlargePicture } from './resize-picture.ts';

export interface CascadeStage {
  /** Its latents are the stage's pictures. */
  readonly denoiser: Denoiser;
  readonly schedule: NoiseSchedule;
  /** Noisiest first. */
  readonly timesteps: readonly number[];
  /** Scale of classifier-free guidance while pictures are painted; photos are inverted without. */
  readonly guidance: number;
  /** Timestep whose noise lies over the smaller picture; null for the first stage, which has none. */
  readonly noiseLevel: number | null;
}

export interface Cascade {
  /** From words to the largest picture. */
  readonly stages: readonly CascadeStage[];
  readonly text: TextModel;
}

/** Words, and the empty prompt that they are guided by. */
export interface CascadeWords {
  readonly words: EncodedText;
  readonly empty: EncodedText;
}

export async function readCascadeWords({ text }: Cascade, prompt: string): Promise<CascadeWords> {
  const read = (sentence: string) => text.encode(text.tokenize(sentence));
  return { words: await read(prompt), empty: await read('') };
}

/** The noise over the smaller picture of a stage; null where it has none. */
export function drawConditionNoise({ denoiser, noiseLevel }: CascadeStage, random: RandomGenerator): Tensor | null {
  return noiseLevel === null ? null : gaussianTensor(denoiser.latentShape, random);
}

/**
 * What a stage is told. `picture` is the stage's before, of its own size, and `noise` is drawn by `drawConditionNoise`; both null for the
 * first stage. Throws a RangeError for a further stage without them.
 */
export function conditionStage(
  { denoiser, schedule, noiseLevel }: CascadeStage,
  { words, empty }: CascadeWords,
  guidance: number,
  picture: Tensor | null,
  noise: Tensor | null,
): Conditioning {
  if (noiseLevel === null) return { ...words, guidance, empty };
  if (picture === null || noise === null) throw new RangeError('a further stage is told the picture of the one before');
  const [, , height = 1, width = 1] = denoiser.latentShape;
  const enlarged = enlargePicture(picture, width, height);
  const added = {
    image_condition: combine(schedule.alphaAt(noiseLevel), enlarged, schedule.sigmaAt(noiseLevel), noise),
    class_labels: tensor([1], Float32Array.of(noiseLevel)),
  };
  const beside = (text: EncodedText): EncodedText => ({ ...text, added: { ...text.added, ...added } });
  return { ...beside(words), guidance, empty: beside(empty) };
}

/** A picture as it is handed on: its values are those that pictures have. */
export function clampPicture({ shape, data }: Tensor): Tensor {
  return { shape, data: data.map((value) => Math.min(1, Math.max(-1, value))) };
}
