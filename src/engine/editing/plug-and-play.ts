/**
 * Plug-and-Play (Tumanyan et al. 2022, arXiv 2211.12572): the target takes over, from the photo's own row, what one residual block of the
 * decoder adds, in the first four fifths of the steps, and the self-attention of the decoder from there on, in the first half. Layout is the
 * photo's, and what the words say is painted into it.
 *
 * The photo's row has the photo's words and stands on its inverted trajectory; in the program it has none, and its latents are those of the
 * inversion too.
 */
import { at } from '../at.ts';
import { checkCancelled } from '../cancellation.ts';
import { blendLatents } from '../control/local-blend.ts';
import { correctMask } from '../control/user-mask.ts';
import { combine, takeRow } from '../diffusion/arithmetic.ts';
import { isGuided, withoutWords } from '../diffusion/classifier-free-guidance.ts';
import { createPredictor } from '../diffusion/predictor.ts';
import { recordedWords } from '../diffusion/run-process.ts';
import type { Conditioning } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Editor } from './editor.ts';
import { stepAlong } from './step-along.ts';

/** Parts of the steps, as published. */
const FEATURE_STEPS = 0.8;
const ATTENTION_STEPS = 0.5;

export const PLUG_AND_PLAY: Editor = {
  inverts: true,
  steps: (timesteps) => timesteps,
  async *paint({ denoiser, schedule, timesteps, trajectory, record, source, target, userMask, signal }) {
    const last = timesteps.length;
    const original = at(trajectory, 0);
    const inside = userMask && correctMask(null, userMask);
    const predictor = createPredictor(denoiser, signal);
    let latent = at(trajectory, last);
    let rows = 0;
    for (const [index, timestep] of timesteps.entries()) {
      const words = recordedWords(target.conditioning, record, index);
      const photo = { latent: at(trajectory, last - index), conditioning: source.conditioning, trajectory };
      const injection = {
        features: index < Math.floor(FEATURE_STEPS * last) ? 1 : 0,
        attention: index < Math.floor(ATTENTION_STEPS * last) ? 1 : 0,
      };
      const predictBeside = async (conditioning: Conditioning): Promise<Tensor> => {
        checkCancelled(signal);
        const pair = { source: photo, target: { latent, conditioning } };
        const result = await denoiser.injected(pair, timestep, injection);
        rows += result.rows;
        return takeRow(result.noise, 1);
      };
      const predictInjected = async (): Promise<Tensor> => {
        const byWords = await predictBeside(words);
        if (!isGuided(words)) return byWords;
        // Both halves of the guidance take the same from the photo.
        return combine(1 - words.guidance, await predictBeside(withoutWords(words)), words.guidance, byWords);
      };
      const isAlone = injection.features === 0 && injection.attention === 0;
      const noise = isAlone ? await predictor.predict(latent, timestep, words) : await predictInjected();
      const step = stepAlong(record, { schedule, timesteps, index, state: [latent] }, noise);
      latent = inside ? blendLatents(at(trajectory, last - index - 1), step.sample, inside) : step.sample;
      yield { done: index + 1, clean: inside ? blendLatents(original, step.clean, inside) : step.clean };
    }
    return { latent, mask: null, maps: null, rows: rows + predictor.rows() };
  },
};
