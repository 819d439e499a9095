/**
 * MasaCtrl (Cao et al. 2023, arXiv 2304.08465): from a step and a self-attention site on, the target's queries read the keys and values of
 * the photo's own row, so that what is painted looks as in the photo wherever it now stands. As published from step 4 of 50 and site 10 of 16
 * on; of few steps the first is always the target's own.
 *
 * With masks the thing reads the thing and its surroundings the surroundings, by what the changed words attend to in the steps before: in
 * the photo's row above a tenth of its range, in the target's row by degrees. The program takes the maps of the same step so far.
 *
 * The photo's row is put back onto its inverted trajectory before every step (Direct Inversion).
 */
import type { Conditioning, ControlledRows, MutualAttention } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { at } from '../at.ts';
import { checkCancelled } from '../cancellation.ts';
import { blendLatents } from '../control/local-blend.ts';
import { namingPositions } from '../control/naming-positions.ts';
import { coverage, type Raster, resizeNearest, stretch } from '../control/raster.ts';
import { sumMaps } from '../control/sum-maps.ts';
import { correctMask } from '../control/user-mask.ts';
import { combine, takeRow } from '../diffusion/arithmetic.ts';
import { isGuided, withoutWords } from '../diffusion/classifier-free-guidance.ts';
import { createPredictor } from '../diffusion/predictor.ts';
import { recordedWords } from '../diffusion/run-process.ts';
import { extentsOf } from '../tensor/extents.ts';
import type { Editor, EditorInputs } from './editor.ts';
import { stepAlong } from './step-along.ts';

const FIRST_STEP = 4 / 50;
const OWN_SITES = 10 / 16;
const THRESHOLD = 0.1;

export const MASACTRL = defineMasaCtrl({ isMasked: false });
export const MASACTRL_MASKED = defineMasaCtrl({ isMasked: true });

function defineMasaCtrl({ isMasked }: { readonly isMasked: boolean }): Editor {
  return {
    inverts: true,
    steps: (timesteps) => timesteps,
    async *paint(inputs) {
      const { denoiser, schedule, timesteps, trajectory, record, source, target, userMask, signal } = inputs;
      const last = timesteps.length;
      const original = at(trajectory, 0);
      const inside = userMask && correctMask(null, userMask);
      const first = firstStep(last);
      const predictor = createPredictor(denoiser, signal);
      let latent = at(trajectory, last);
      let maps: Tensor | null = null;
      let rows = 0;
      for (const [index, timestep] of timesteps.entries()) {
        const words = recordedWords(target.conditioning, record, index);
        const masks = isMasked && maps !== null ? findMasks(inputs, maps) : null;
        const attention = { ownSites: index < first ? 1 : OWN_SITES, masks };
        const photo = { latent: at(trajectory, last - index), trajectory };
        const predictPair = async (ofPhoto: Conditioning, ofTarget: Conditioning) => {
          checkCancelled(signal);
          const pair = {
            source: { ...photo, conditioning: ofPhoto },
            target: { latent, conditioning: ofTarget },
          } satisfies ControlledRows;
          const result = await denoiser.mutual(pair, timestep, attention);
          rows += result.rows;
          return { noise: takeRow(result.noise, 1), maps: result.maps };
        };
        const predictBoth = async (): Promise<Tensor> => {
          const byWords = await predictPair(source.conditioning, words);
          maps = maps === null ? byWords.maps : combine(1, maps, 1, byWords.maps);
          if (!isGuided(words)) return byWords.noise;
          // Both halves of the guidance attend alike.
          const empty = withoutWords(words);
          const { noise } = await predictPair(empty, empty);
          return combine(1 - words.guidance, noise, words.guidance, byWords.noise);
        };
        const isAlone = index < first && !isMasked;
        const noise = isAlone ? await predictor.predict(latent, timestep, words) : await predictBoth();
        const step = stepAlong(record, { schedule, timesteps, index, state: [latent] }, noise);
        latent = inside ? blendLatents(at(trajectory, last - index - 1), step.sample, inside) : step.sample;
        yield { done: index + 1, clean: inside ? blendLatents(original, step.clean, inside) : step.clean };
      }
      return { latent, mask: null, maps, rows: rows + predictor.rows() };
    },
  };
}

/** The layout of the first step is the target's own, but where there is no other. */
function firstStep(steps: number): number {
  return Math.min(Math.max(1, Math.round(FIRST_STEP * steps)), steps - 1);
}

/** Null where the changed words name nothing in one of the rows, or the photo's thing is all of it. */
function findMasks({ denoiser, source, target, changed }: EditorInputs, maps: Tensor): MutualAttention['masks'] {
  const { height, width } = extentsOf(denoiser.latentShape);
  const sourcePositions = namingPositions(source.tokenized, changed.source);
  const targetPositions = namingPositions(target.tokenized, changed.target);
  if (sourcePositions.length === 0 || targetPositions.length === 0) return null;
  const toMask = (raster: Raster): Tensor => ({
    shape: [1, 1, height, width],
    data: resizeNearest(raster, width, height).data,
  });
  const attended = stretch(sumMaps(maps, 0, sourcePositions));
  const thing = { ...attended, data: attended.data.map((value) => (value >= THRESHOLD ? 1 : 0)) };
  const part = coverage(thing);
  if (part === 0 || part === 1) return null;
  return { source: toMask(thing), target: toMask(stretch(sumMaps(maps, 1, targetPositions))) };
}
