import { gaussianTensor, type RandomGenerator } from '../diffusion/random.ts';
import { samplePlain } from '../editing/sample-plain.ts';
import { relay } from '../generators.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type Cascade, clampPicture, conditionStage, drawConditionNoise, readCascadeWords } from './cascade.ts';

/** Steps of a stage that are done, from 1; the stage by its index. */
export interface CascadeProgress {
  readonly stage: number;
  readonly done: number;
}

export interface GeneratedCascade {
  /** The picture of every stage. */
  readonly pictures: readonly Tensor[];
  /** UNet rows of every stage. */
  readonly rows: readonly number[];
}

/** Text to picture by DDIM, stage by stage. Throws `run/cancelled`. */
export async function* generateCascade(
  cascade: Cascade,
  {
    prompt,
    random,
    signal,
  }: { readonly prompt: string; readonly random: RandomGenerator; readonly signal: AbortSignal },
): AsyncGenerator<CascadeProgress, GeneratedCascade, void> {
  const words = await readCascadeWords(cascade, prompt);
  const pictures: Tensor[] = [];
  const rows: number[] = [];
  for (const [index, stage] of cascade.stages.entries()) {
    const start = gaussianTensor(stage.denoiser.latentShape, random);
    const noise = drawConditionNoise(stage, random);
    const conditioning = conditionStage(stage, words, stage.guidance, pictures.at(-1) ?? null, noise);
    const painted = yield* relay(samplePlain({ ...stage, start, conditioning, signal }), function* ({ done }) {
      yield { stage: index, done };
    });
    pictures.push(clampPicture(painted.latent));
    rows.push(painted.rows);
  }
  return { pictures, rows };
}
