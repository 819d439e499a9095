import { at } from '../at.ts';
import type { Editor } from './editor.ts';
import { samplePlain } from './sample-plain.ts';

/** Invert with the source words, sample with the target words along the same process, nothing between. */
export const NO_CONTROL: Editor = {
  inverts: true,
  steps: (timesteps) => timesteps,
  async *paint({ denoiser, schedule, timesteps, trajectory, record, target: { conditioning }, signal }) {
    const start = at(trajectory, timesteps.length);
    const sampled = yield* samplePlain({ denoiser, schedule, timesteps, start, record, conditioning, signal });
    return { ...sampled, mask: null, maps: null };
  },
};
