/**
 * FlowEdit (Kulikov et al. 2024, arXiv 2412.08629) on the probability-flow ODE of a diffusion model, dy / d sigma = eps with y = x / a: the
 * edit leaves the photo along the difference of what both sentences say of it, without inversion and without leaving it where they agree.
 *
 *   y_src = z_0 + sigma n,  y_tgt = y_edit + y_src - z_0,  y_edit <- y_edit + (sigma' - sigma)(eps(y_tgt, target) - eps(y_src, source))
 *
 * Published for 28 and more steps, of which the noisiest are skipped; of few steps as many as lie below `strength` run.
 */
import { at } from '../at.ts';
import { combine, scale, subtract } from '../diffusion/arithmetic.ts';
import { noiseToSignal } from '../diffusion/euler-ancestral.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import type { Editor } from './editor.ts';
import { createPredictor } from '../diffusion/predictor.ts';

/** Part of the steps that run: published 33 of 50 for SD3 and 24 of 28 for FLUX. */
const STRENGTH = 0.75;

export const FLOW_EDIT: Editor = {
  inverts: false,
  steps: countSteps,
  async *paint({ denoiser, schedule, timesteps, trajectory, source, target, random, signal }) {
    const original = at(trajectory, 0);
    const predictor = createPredictor(denoiser, signal);
    const last = timesteps.slice(-countSteps(timesteps.length));
    let edited = original;
    for (const [index, timestep] of last.entries()) {
      const level = noiseToSignal(schedule, timestep);
      const next = last[index + 1] ?? CLEAN_LEVEL;
      const noised = combine(1, original, level, gaussianTensor(original.shape, random));
      const moved = combine(1, noised, 1, subtract(edited, original));
      const alpha = schedule.alphaAt(timestep);
      const wanted = await predictor.predict(scale(alpha, moved), timestep, target.conditioning);
      const known = await predictor.predict(scale(alpha, noised), timestep, source.conditioning);
      edited = combine(1, edited, noiseToSignal(schedule, next) - level, subtract(wanted, known));
      yield { done: index + 1, clean: edited };
    }
    return { latent: edited, mask: null, maps: null, rows: predictor.rows() };
  },
};

function countSteps(timesteps: number): number {
  return Math.max(1, Math.round(STRENGTH * timesteps));
}
