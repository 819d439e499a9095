/**
 * TurboEdit (Deutch et al. 2024, arXiv 2408.00735): edit-friendly DDPM inversion for few steps. The photo is noised once for each step, to
 * levels that are 200 timesteps cleaner than the labels that the denoiser is told, and what the source words miss of the next level is put
 * back; the difference of the words counts w times.
 *
 *   x' = c X_(i+1) + (mu(x, source) - c mu_s) + w (mu(x, target) - mu(x, source)),  mu_s = mu(X_i, source)
 *
 * mu is the mean of the DDPM step between labels. In the last step what is put back is clipped in length.
 */
import type { Tensor } from '../tensor/tensor.ts';
import { at } from '../at.ts';
import { combine, dot, subtract } from '../diffusion/arithmetic.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import { posteriorMean } from '../diffusion/stored-noise.ts';
import type { Editor } from './editor.ts';
import { createPredictor } from '../diffusion/predictor.ts';

export interface TurboOptions {
  /** w; 1 is edit-friendly inversion itself. */
  readonly difference: number;
  /** Largest length of what the last step puts back, on latents of 4 x 64 x 64; infinite leaves all of it. */
  readonly longest: number;
}

const SHIFT = 200;
const [NOISIEST_LABEL, CLEANEST_LABEL] = [799, 199];
const PUBLISHED_ELEMENTS = 4 * 64 * 64;

export const TURBO_EDIT: Editor = defineTurboEdit({ difference: 1.5, longest: 15.5 });

export function defineTurboEdit({ difference, longest }: TurboOptions): Editor {
  return {
    inverts: false,
    steps: (timesteps) => timesteps,
    async *paint({ denoiser, schedule, timesteps, trajectory, source, target, random, signal }) {
      const clean = at(trajectory, 0);
      const labels = labelsOf(timesteps.length);
      const noised = labels.map((label): Tensor => {
        const level = label - SHIFT;
        if (level < 0) return clean;
        return combine(schedule.alphaAt(level), clean, schedule.sigmaAt(level), gaussianTensor(clean.shape, random));
      });
      const predictor = createPredictor(denoiser, signal);
      let edited = at(noised, 0);
      for (const [index, timestep] of labels.entries()) {
        const next = labels[index + 1] ?? CLEAN_LEVEL;
        const meanOf = async (sample: Tensor, prompt: typeof source) =>
          posteriorMean(schedule, {
            sample,
            noise: await predictor.predict(sample, timestep, prompt.conditioning),
            timestep,
            next,
          });
        const ofPhoto = await meanOf(at(noised, index), source);
        // The first step has both at one point.
        const ofSource = index === 0 ? ofPhoto : await meanOf(edited, source);
        const ofTarget = await meanOf(edited, target);
        const missed = subtract(noised[index + 1] ?? clean, ofPhoto);
        const most =
          next === CLEAN_LEVEL ? longest * Math.sqrt(clean.data.length / PUBLISHED_ELEMENTS) : Number.POSITIVE_INFINITY;
        const part = Math.min(1, most / Math.sqrt(dot(missed, missed)));
        const kept = combine(1, ofSource, part, missed);
        edited = combine(1, kept, difference, subtract(ofTarget, ofSource));
        yield { done: index + 1, clean: next === CLEAN_LEVEL ? edited : null };
      }
      return { latent: edited, mask: null, maps: null, rows: predictor.rows() };
    },
  };
}

/** 799 to 199 in equal steps, noisiest first. */
function labelsOf(steps: number): readonly number[] {
  if (steps === 1) return [CLEANEST_LABEL];
  const stride = (NOISIEST_LABEL - CLEANEST_LABEL) / (steps - 1);
  return Array.from({ length: steps }, (_, i) => Math.round(NOISIEST_LABEL - i * stride));
}
