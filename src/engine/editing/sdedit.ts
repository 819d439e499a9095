import { at } from '../at.ts';
import { combine } from '../diffusion/arithmetic.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import type { Editor } from './editor.ts';
import { samplePlain } from './sample-plain.ts';

/** Part of the steps that the photo is noised by. */
const STRENGTH = 0.75;

/** SDEdit (Meng et al. 2022): noise the photo to a level, then denoise it with the target words. */
export const SDEDIT: Editor = defineSdedit({ strength: STRENGTH });

/** @param strength 0..1, the part of the steps */
export function defineSdedit({ strength }: { readonly strength: number }): Editor {
  const steps = (timesteps: number): number => Math.max(1, Math.round(strength * timesteps));
  return {
    inverts: false,
    steps,
    async *paint({ denoiser, schedule, timesteps, trajectory, target, random, signal }) {
      const clean = at(trajectory, 0);
      const last = timesteps.slice(-steps(timesteps.length));
      const level = at(last, 0);
      const noise = gaussianTensor(clean.shape, random);
      const start = combine(schedule.alphaAt(level), clean, schedule.sigmaAt(level), noise);
      const { conditioning } = target;
      const sampled = yield* samplePlain({ denoiser, schedule, timesteps: last, start, conditioning, signal });
      return { ...sampled, mask: null, maps: null };
    },
  };
}
