/**
 * InfEdit (Xu et al. 2024, arXiv 2312.04965), from the equations. Its denoising diffusion consistent model: the photo's own row needs no
 * inversion, since its noise is known at every level, and every other row k moves by the difference of the two predictions.
 *
 *   clean_k = z_0 + ((x_k - x_src) - s (eps_k - eps_src)) / a
 *   x_k' = a' clean_k + s' n,  x_src' = a' z_0 + s' n
 *
 * All begin at the same noise, which is new for each step. Its unified attention control is `INF_EDIT_LAYOUT`: in the first steps both other
 * rows attend as the photo does; after them a layout row, of the photo's words, looks where the target does, and the target's words that stay
 * look where they do in the layout (`unifiedAttention`). While all attend as the photo does the layout is the photo, so that control that
 * ends with them needs no third row: `INF_EDIT_CONTROLLED`.
 */
import { at } from '../at.ts';
import { checkCancelled } from '../cancellation.ts';
import { isControlActive } from '../control/attention-control.ts';
import { combine, subtract, takeRow } from '../diffusion/arithmetic.ts';
import { guideNoise } from '../diffusion/classifier-free-guidance.ts';
import { createPredictor } from '../diffusion/predictor.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import type { AttentionControl, ControlledResult } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Editor } from './editor.ts';
import { planSteps } from './plan-steps.ts';

interface InfEditControl {
  /** Parts of the steps with cross- and with self-attention control. */
  readonly crossReplace: number;
  readonly selfReplace: number;
  /** Whether a layout row stands between photo and target. */
  readonly hasLayout: boolean;
}

export const INF_EDIT = defineInfEdit(null);

/** As published for PIE-Bench. */
export const INF_EDIT_CONTROLLED = defineInfEdit({ crossReplace: 0.7, selfReplace: 0.7, hasLayout: false });

/** As published for changes that are not rigid. */
export const INF_EDIT_LAYOUT = defineInfEdit({ crossReplace: 0.7, selfReplace: 0.3, hasLayout: true });

/** eps of the photo, of the layout where there is one, and of the target. */
interface Predictions {
  readonly known: Tensor;
  readonly between: Tensor;
  readonly wanted: Tensor;
}

function defineInfEdit(options: InfEditControl | null): Editor {
  return {
    inverts: false,
    steps: (timesteps) => timesteps,
    async *paint(inputs) {
      const { denoiser, schedule, timesteps, trajectory, source, target, random, signal } = inputs;
      const original = at(trajectory, 0);
      const control = options === null ? [] : planSteps(inputs, options);
      const predictor = createPredictor(denoiser, signal);
      let rows = 0;
      let clean = original;
      let ofSource = gaussianTensor(original.shape, random);
      let [ofLayout, ofTarget] = [ofSource, ofSource];
      const predictControlled = async (timestep: number, step: AttentionControl): Promise<Predictions> => {
        checkCancelled(signal);
        // The photo's noise is drawn anew: nothing of its row is worth keeping for other words.
        const photo = { latent: ofSource, conditioning: source.conditioning, trajectory: [ofSource] };
        const edited = { latent: ofTarget, conditioning: target.conditioning };
        const { noise, rows: spent }: ControlledResult =
          options?.hasLayout === true
            ? await denoiser.unified(
                { source: photo, layout: { ...photo, latent: ofLayout }, target: edited },
                timestep,
                step,
              )
            : await denoiser.controlled({ source: photo, target: edited }, timestep, step);
        const last = at(noise.shape, 0) - 1;
        const guided = await guideNoise(denoiser, takeRow(noise, last), ofTarget, timestep, target.conditioning);
        rows += spent + guided.rows;
        return { known: takeRow(noise, 0), between: takeRow(noise, last - 1), wanted: guided.noise };
      };
      const predictApart = async (timestep: number): Promise<Predictions> => {
        const known = await predictor.predict(ofSource, timestep, source.conditioning);
        const wanted = await predictor.predict(ofTarget, timestep, target.conditioning);
        return { known, between: known, wanted };
      };
      // The layout is needed until the last step that takes anything of it.
      const controlled = control.findLastIndex(isControlActive) + 1;
      for (const [index, timestep] of timesteps.entries()) {
        const [alpha, sigma] = [schedule.alphaAt(timestep), schedule.sigmaAt(timestep)];
        const step = control[index];
        const isControlled = step !== undefined && (options?.hasLayout ? index < controlled : isControlActive(step));
        const { known, between, wanted } = isControlled
          ? await predictControlled(timestep, step)
          : await predictApart(timestep);
        const cleanOf = (latent: Tensor, noise: Tensor): Tensor => {
          const moved = combine(1, subtract(latent, ofSource), -sigma, subtract(noise, known));
          return combine(1, original, 1 / alpha, moved);
        };
        const cleanLayout = cleanOf(ofLayout, between);
        clean = cleanOf(ofTarget, wanted);
        const next = timesteps[index + 1];
        if (next !== undefined) {
          const noise = gaussianTensor(original.shape, random);
          const noised = (latent: Tensor): Tensor =>
            combine(schedule.alphaAt(next), latent, schedule.sigmaAt(next), noise);
          [ofSource, ofLayout, ofTarget] = [noised(original), noised(cleanLayout), noised(clean)];
        }
        yield { done: index + 1, clean };
      }
      return { latent: clean, mask: null, maps: null, rows: rows + predictor.rows() };
    },
  };
}
