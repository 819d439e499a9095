/**
 * InfEdit (Xu et al. 2024, arXiv 2312.04965), its denoising diffusion consistent model, from the equations: the photo's own row needs no
 * inversion, since its noise is known at every level, and the edit moves by the difference of the two predictions.
 *
 *   clean_tgt = z_0 + ((x_tgt - x_src) - s (eps_tgt - eps_src)) / a
 *   x_tgt' = a' clean_tgt + s' n,  x_src' = a' z_0 + s' n
 *
 * Both begin at the same noise, which is new for each step. Its unified attention control is not part of this.
 */
import { at } from '../at.ts';
import { combine, subtract } from '../diffusion/arithmetic.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import type { Editor } from './editor.ts';
import { createPredictor } from '../diffusion/predictor.ts';

export const INF_EDIT: Editor = {
  inverts: false,
  steps: (timesteps) => timesteps,
  async *paint({ denoiser, schedule, timesteps, trajectory, source, target, random, signal }) {
    const original = at(trajectory, 0);
    const predictor = createPredictor(denoiser, signal);
    let clean = original;
    let ofSource = gaussianTensor(original.shape, random);
    let ofTarget = ofSource;
    for (const [index, timestep] of timesteps.entries()) {
      const [alpha, sigma] = [schedule.alphaAt(timestep), schedule.sigmaAt(timestep)];
      const known = await predictor.predict(ofSource, timestep, source.conditioning);
      const wanted = await predictor.predict(ofTarget, timestep, target.conditioning);
      const moved = combine(1, subtract(ofTarget, ofSource), -sigma, subtract(wanted, known));
      clean = combine(1, original, 1 / alpha, moved);
      const next = timesteps[index + 1];
      if (next !== undefined) {
        const noise = gaussianTensor(original.shape, random);
        ofSource = combine(schedule.alphaAt(next), original, schedule.sigmaAt(next), noise);
        ofTarget = combine(schedule.alphaAt(next), clean, schedule.sigmaAt(next), noise);
      }
      yield { done: index + 1, clean };
    }
    return { latent: clean, mask: null, maps: null, rows: predictor.rows() };
  },
};
