import { type InversionChoice, resolveInversion } from '../../protocol/inversions.ts';
import { at } from '../at.ts';
import type { RandomGenerator } from '../diffusion/random.ts';
import { samplePlain } from '../editing/sample-plain.ts';
import { finish, relay } from '../generators.ts';
import { INVERSIONS } from '../inversion/inversions.ts';
import { invertLatent } from '../inversion/invert.ts';
import type { Inversion } from '../inversion/method.ts';
import type { Conditioning } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type Cascade, clampPicture, conditionStage, drawConditionNoise, readCascadeWords } from './cascade.ts';
import type { CascadeProgress } from './generate-cascade.ts';
import { shrinkPicture } from './resize-picture.ts';

/** How the first stage is inverted, and how those with a picture beside the latent are. */
export interface CascadeMethods {
  readonly first: InversionChoice;
  readonly further: InversionChoice;
}

/** IterInv (arXiv 2310.19540): DDIM inversion where the words say what is seen, descent where a smaller picture does. */
export const ITER_INV_METHODS: CascadeMethods = { first: { inversion: 'ddim' }, further: { inversion: 'iter-inv' } };

export interface InvertedStage {
  /** The photo at the stage's size. */
  readonly photo: Tensor;
  /** What it was inverted by, unguided. */
  readonly conditioning: Conditioning;
  /** The noise over the smaller picture; null for the first stage. */
  readonly conditionNoise: Tensor | null;
  readonly inversion: Inversion;
  /** The photo as the stage paints it from its inverted noise: what the next stage is told. */
  readonly reconstruction: Tensor;
}

export interface InvertCascadeOptions {
  /** [1, 3, height, width] in [-1, 1], of the last stage's size. */
  readonly photo: Tensor;
  readonly source: string;
  readonly methods?: CascadeMethods;
  readonly random: RandomGenerator;
  readonly signal: AbortSignal;
}

/**
 * Inverts a photo stage by stage. As in the authors' program a further stage is told the reconstruction of the one before and not the
 * photo, so that all of it can be painted again from the noises alone. Throws `run/cancelled`, and a RangeError for a photo of a size that
 * the stages' do not divide.
 */
export async function* invertCascade(
  cascade: Cascade,
  { photo: whole, source, methods = ITER_INV_METHODS, random, signal }: InvertCascadeOptions,
): AsyncGenerator<CascadeProgress, readonly InvertedStage[], void> {
  const words = await readCascadeWords(cascade, source);
  const inverted: InvertedStage[] = [];
  for (const [index, stage] of cascade.stages.entries()) {
    const [, , height = 1, width = 1] = stage.denoiser.latentShape;
    const photo = shrinkPicture(whole, width, height);
    const conditionNoise = drawConditionNoise(stage, random);
    const conditioning = conditionStage(stage, words, 1, inverted.at(-1)?.reconstruction ?? null, conditionNoise);
    const { inversion: id, iterations, start } = resolveInversion(index === 0 ? methods.first : methods.further);
    const timesteps = stage.timesteps.toReversed();
    const context = { ...stage, conditioning, signal };
    const run = invertLatent({
      ...context,
      timesteps,
      clean: photo,
      random,
      method: INVERSIONS[id],
      iterations,
      start,
    });
    const inversion = yield* relay(run, function* ({ step, iteration }) {
      if (iteration === 0) yield { stage: index, done: step + 1 };
    });
    const from = at(inversion.trajectory, timesteps.length);
    const { latent } = await finish(samplePlain({ ...context, start: from, record: inversion.record, isPhoto: true }));
    inverted.push({ photo, conditioning, conditionNoise, inversion, reconstruction: clampPicture(latent) });
  }
  return inverted;
}
