/**
 * InfEdit (Xu et al. 2024, arXiv 2312.04965), its denoising diffusion consistent model, from the equations: the photo's own row needs no
 * inversion, since its noise is known at every level, and the edit moves by the difference of the two predictions.
 *
 *   clean_tgt = z_0 + ((x_tgt - x_src) - s (eps_tgt - eps_src)) / a
 *   x_tgt' = a' clean_tgt + s' n,  x_src' = a' z_0 + s' n
 *
 * Both begin at the same noise, which is new for each step. Of its unified attention control `INF_EDIT_CONTROLLED` has what two rows can do:
 * the target takes the photo's cross-attention for the words that stay, and its self-attention in the first steps. The third row, the
 * photo's words on the target's layout, is not there.
 */
import { at } from '../at.ts';
import { checkCancelled } from '../cancellation.ts';
import { isControlActive, planControl } from '../control/attention-control.ts';
import { combine, subtract, takeRow } from '../diffusion/arithmetic.ts';
import { guideNoise } from '../diffusion/classifier-free-guidance.ts';
import { createPredictor } from '../diffusion/predictor.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import type { AttentionControl, ControlledRows } from '../ports.ts';
import type { Editor, EditorInputs } from './editor.ts';

/** Parts of the steps with cross- and with self-attention control, as published. */
const CONTROL = { crossReplace: 0.7, selfReplace: 0.7 } as const;

export const INF_EDIT = defineInfEdit(() => []);

export const INF_EDIT_CONTROLLED = defineInfEdit(({ source, target, emphasis, wordControl, timesteps }) =>
  planControl({
    source: source.tokenized,
    target: target.tokenized,
    emphasis,
    ...(wordControl && { wordControl }),
    steps: timesteps.length,
    ...CONTROL,
  }),
);

/** `planSteps`: control of each step; a step that has none runs its rows apart. */
function defineInfEdit(planSteps: (inputs: EditorInputs) => readonly AttentionControl[]): Editor {
  return {
    inverts: false,
    steps: (timesteps) => timesteps,
    async *paint(inputs) {
      const { denoiser, schedule, timesteps, trajectory, source, target, random, signal } = inputs;
      const original = at(trajectory, 0);
      const control = planSteps(inputs);
      const predictor = createPredictor(denoiser, signal);
      let rows = 0;
      const predictControlled = async (pair: ControlledRows, timestep: number, step: AttentionControl) => {
        checkCancelled(signal);
        const { noise, rows: spent } = await denoiser.controlled(pair, timestep, step);
        const { latent, conditioning } = pair.target;
        const guided = await guideNoise(denoiser, takeRow(noise, 1), latent, timestep, conditioning);
        rows += spent + guided.rows;
        return { known: takeRow(noise, 0), wanted: guided.noise };
      };
      let clean = original;
      let ofSource = gaussianTensor(original.shape, random);
      let ofTarget = ofSource;
      for (const [index, timestep] of timesteps.entries()) {
        const [alpha, sigma] = [schedule.alphaAt(timestep), schedule.sigmaAt(timestep)];
        const step = control[index];
        // Its noise is drawn anew: nothing of the photo's row is worth keeping for other words.
        const pair = {
          source: { latent: ofSource, conditioning: source.conditioning, trajectory: [ofSource] },
          target: { latent: ofTarget, conditioning: target.conditioning },
        };
        const { known, wanted } =
          step !== undefined && isControlActive(step)
            ? await predictControlled(pair, timestep, step)
            : {
                known: await predictor.predict(ofSource, timestep, source.conditioning),
                wanted: await predictor.predict(ofTarget, timestep, target.conditioning),
              };
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
      return { latent: clean, mask: null, maps: null, rows: rows + predictor.rows() };
    },
  };
}
