/**
 * Which attributes does a picture show? Asked of the pack's own model as a zero-shot classifier (Li et al. 2023, arXiv
 * 2303.16203): of a category's phrases, the one whose prompt lets the model reproduce the picture's latent best from noise.
 */
import { combine, subtract } from '../../src/engine/diffusion/arithmetic.ts';
import { predictClean } from '../../src/engine/diffusion/ddim.ts';
import { createRandomGenerator, gaussianTensor } from '../../src/engine/diffusion/random.ts';
import { readPrompt } from '../../src/engine/edit/text-stage.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import type { NodePack } from '../open-node-pack.ts';
import { mean } from './statistics.ts';

/** Parts of the noise range at which the picture is denoised. */
const NOISE_LEVELS = [0.5, 0.7, 0.85] as const;
const SEED = 7;

export interface AttributeVerdict {
  /** 1 when the edited attribute is read as the target says, else 0; NaN when the target names none. */
  readonly edited: number;
  /** Share of the other attributes of the target that are read as it says; NaN when there are none. */
  readonly kept: number;
}

interface Attribute {
  readonly phrase: string;
  /** Where in the prompt. */
  readonly index: number;
  readonly choices: readonly string[];
}

/** Judges an image [1, 3, height, width] against the target prompt; `changed` is the phrase that the edit brought in. */
export async function judgeAttributes(
  pack: NodePack,
  image: Tensor,
  target: string,
  changed: string,
): Promise<AttributeVerdict> {
  const latent = await pack.runtime.autoencoder.encode(image);
  const changedIndex = target.indexOf(changed);
  const edited: number[] = [];
  const kept: number[] = [];
  for (const attribute of findAttributes(target, pack.runtime.manifest.vocabulary)) {
    const read = await readAttribute(pack, latent, target, attribute);
    const isChanged = attribute.index >= changedIndex && attribute.index < changedIndex + changed.length;
    (isChanged ? edited : kept).push(read === attribute.phrase ? 1 : 0);
  }
  return { edited: mean(edited) ?? Number.NaN, kept: mean(kept) ?? Number.NaN };
}

function findAttributes(prompt: string, vocabulary: PackManifest['vocabulary']): readonly Attribute[] {
  const { objects, colours, surfaces, times } = vocabulary;
  return [objects, colours, surfaces, times].flatMap((choices) =>
    choices.flatMap((phrase) =>
      [...prompt.matchAll(new RegExp(`\\b${phrase}\\b`, 'g'))].map(({ index }) => ({ phrase, index, choices })),
    ),
  );
}

async function readAttribute(
  pack: NodePack,
  latent: Tensor,
  prompt: string,
  { phrase, index, choices }: Attribute,
): Promise<string | undefined> {
  const scored = [];
  for (const choice of choices) {
    const variant = fixArticles(prompt.slice(0, index) + choice + prompt.slice(index + phrase.length));
    scored.push({ choice, error: await measureError(pack, latent, variant) });
  }
  return scored.sort((a, b) => a.error - b.error)[0]?.choice;
}

/** Mean squared error of the predicted clean latent over the noise levels; the same noise for every prompt. */
async function measureError({ runtime, context }: NodePack, latent: Tensor, prompt: string): Promise<number> {
  const { schedule } = context;
  const { conditioning } = await readPrompt(context, prompt, runtime.manifest.recommended.guidance);
  const random = createRandomGenerator(SEED);
  let total = 0;
  for (const level of NOISE_LEVELS) {
    const timestep = Math.round(level * (schedule.trainingSteps - 1));
    const noise = gaussianTensor(latent.shape, random);
    const sample = combine(schedule.alphaAt(timestep), latent, schedule.sigmaAt(timestep), noise);
    const predicted = await runtime.denoiser.predict(sample, timestep, conditioning);
    const error = subtract(predictClean(schedule, sample, predicted, timestep), latent);
    total += error.data.reduce((sum, value) => sum + value * value, 0);
  }
  return total;
}

function fixArticles(prompt: string): string {
  return prompt.replaceAll(/\ban?(?= [aeiou])/g, 'an').replaceAll(/\ban(?= [^aeiou])/g, 'a');
}
