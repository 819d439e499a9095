/**
 * ChordEdit (Lu et al., arXiv 2602.19083): no inversion. The same noise is added to the photo at two levels, and the clean latents that
 * source and target words predict from it are compared:
 *   R(t) = x0hat(t, target) - x0hat(t, source),  u = (delta R(t) + t R(t - delta)) / (t + delta),  x <- x + u
 * The optional clean-up noises the result a little and denoises it once with the target words.
 */
import type { Tensor } from '../tensor/tensor.ts';
import { combine, scale, subtract } from '../diffusion/arithmetic.ts';
import { predictClean } from '../diffusion/ddim.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import { at } from '../at.ts';
import { checkCancelled } from '../cancellation.ts';
import type { Conditioning } from '../ports.ts';
import type { Editor, EditorProgress } from './editor.ts';

export interface ChordOptions {
  /** t and delta, parts of the noise range. */
  readonly time: number;
  readonly delta: number;
  /** Independent noises to average over; 4 rows each. */
  readonly noiseSamples: number;
  /** Part of the noise range for the clean-up; null leaves it out, else 1 more row. */
  readonly cleanUpTime: number | null;
}

export const CHORD_EDIT: Editor = defineChordEdit({ time: 0.9, delta: 0.15, noiseSamples: 1, cleanUpTime: 0.3 });

/** Each of its steps is one UNet row. */
export function defineChordEdit({ time, delta, noiseSamples, cleanUpTime }: ChordOptions): Editor {
  const rows = 4 * noiseSamples + (cleanUpTime === null ? 0 : 1);
  return {
    inverts: false,
    steps: () => rows,
    async *paint({ denoiser, schedule, trajectory, source, target, random, signal }) {
      const clean = at(trajectory, 0);
      let done = 0;

      const timestepAt = (part: number): number => Math.round((schedule.trainingSteps - 1) * part);
      async function* denoiseAt(
        timestep: number,
        latent: Tensor,
        noise: Tensor,
        { conditioning }: { readonly conditioning: Conditioning },
      ): AsyncGenerator<EditorProgress, Tensor, void> {
        checkCancelled(signal);
        const sample = combine(schedule.alphaAt(timestep), latent, schedule.sigmaAt(timestep), noise);
        const predicted = await denoiser.predict(sample, timestep, conditioning);
        done += 1;
        yield { done, clean: null };
        return predictClean(schedule, sample, predicted, timestep);
      }
      async function* compareAt(timestep: number, noise: Tensor): AsyncGenerator<EditorProgress, Tensor, void> {
        const edited = yield* denoiseAt(timestep, clean, noise, target);
        return subtract(edited, yield* denoiseAt(timestep, clean, noise, source));
      }

      let transport = scale(0, clean);
      for (let i = 0; i < noiseSamples; i++) {
        const noise = gaussianTensor(clean.shape, random);
        const late = yield* compareAt(timestepAt(time), noise);
        const early = yield* compareAt(timestepAt(time - delta), noise);
        const chord = combine(delta / (time + delta), late, time / (time + delta), early);
        transport = combine(1, transport, 1 / noiseSamples, chord);
      }
      const moved = combine(1, clean, 1, transport);
      const latent =
        cleanUpTime === null
          ? moved
          : yield* denoiseAt(timestepAt(cleanUpTime), moved, gaussianTensor(clean.shape, random), target);
      return { latent, mask: null, maps: null, rows };
    },
  };
}
