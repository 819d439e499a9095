import { blendLatents } from '../control/local-blend.ts';
import type { Raster } from '../control/raster.ts';
import type { RandomGenerator } from '../diffusion/random.ts';
import { paintDiffEdit } from '../editing/diff-edit.ts';
import { at } from '../at.ts';
import { relay } from '../generators.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type Cascade, clampPicture, conditionStage, readCascadeWords } from './cascade.ts';
import type { CascadeProgress } from './generate-cascade.ts';
import type { InvertedStage } from './invert-cascade.ts';

export interface EditCascadeOptions {
  readonly inverted: readonly InvertedStage[];
  readonly source: string;
  readonly target: string;
  /** Part of the levels, least noisy first, that are painted again. */
  readonly strength: number;
  readonly random: RandomGenerator;
  readonly signal: AbortSignal;
}

export interface EditedCascade {
  /** The picture of every stage. */
  readonly pictures: readonly Tensor[];
  /** Where every stage painted, 0 or 1. */
  readonly masks: readonly Raster[];
  /** UNet rows of every stage, without those of the inversion. */
  readonly rows: readonly number[];
}

/**
 * DiffEdit on every stage of an inverted photo, as IterInv's authors put it behind theirs. A further stage finds its mask between what the
 * photo's words and the smaller picture say that it was inverted by, and what the new words say and that picture, edited inside the mask: where the
 * edit changed nothing, both are told the same. Throws `run/cancelled`.
 */
export async function* editCascade(
  cascade: Cascade,
  { inverted, source, target, strength, random, signal }: EditCascadeOptions,
): AsyncGenerator<CascadeProgress, EditedCascade, void> {
  const [oldWords, newWords] = [await readCascadeWords(cascade, source), await readCascadeWords(cascade, target)];
  const pictures: Tensor[] = [];
  const masks: Raster[] = [];
  const rows: number[] = [];
  let told: Tensor | null = null;
  for (const [index, stage] of cascade.stages.entries()) {
    const { conditionNoise, inversion, reconstruction } = at(inverted, index);
    const tell = (words: typeof oldWords, picture: Tensor | null) => ({
      conditioning: conditionStage(stage, words, stage.guidance, picture, conditionNoise),
    });
    const count = Math.max(1, Math.round(strength * stage.timesteps.length));
    const painting = paintDiffEdit({
      ...stage,
      timesteps: stage.timesteps.slice(-count),
      trajectory: inversion.trajectory.slice(0, count + 1),
      source: tell(oldWords, inverted[index - 1]?.reconstruction ?? null),
      target: tell(newWords, told),
      userMask: null,
      random,
      signal,
    });
    const painted = yield* relay(painting, function* ({ done }) {
      yield { stage: index, done };
    });
    const picture = clampPicture(painted.latent);
    pictures.push(picture);
    masks.push(painted.mask);
    told = blendLatents(reconstruction, picture, painted.mask);
    rows.push(painted.rows);
  }
  return { pictures, masks, rows };
}
