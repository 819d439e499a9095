/**
 * DiffEdit (Couairon et al. 2023, arXiv 2210.11427): the mask is where both sentences predict different noise for the noised photo; inside
 * it the inverted photo is sampled with the target words, outside it stays on its trajectory.
 *
 *   d = mean over noises and channels of |eps(x, target) - eps(x, source)|,  mask = min(d, 3 mean d) / (3 mean d) > 0.5
 *
 * As published at half of the noise range; of its ten noises fewer do here, two rows each.
 */
import { at } from '../at.ts';
import { combine, subtract } from '../diffusion/arithmetic.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import { PROCESSES } from '../diffusion/processes.ts';
import { recordedWords, runStep } from '../diffusion/run-process.ts';
import { blendLatents } from '../control/local-blend.ts';
import type { Raster } from '../control/raster.ts';
import { correctMask } from '../control/user-mask.ts';
import { extentsOf } from '../tensor/extents.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Editor, EditorInputs, EditorProgress, PaintedLatent, Prompt } from './editor.ts';
import { createPredictor, type Predictor } from '../diffusion/predictor.ts';

const MASK_STRENGTH = 0.5;
const NOISES = 4;
const CONTRAST = 3;
const THRESHOLD = 0.5;

/** What DiffEdit takes of all that an editor gets; the trajectory may end below the noisiest level. */
export interface DiffEditInputs extends Pick<
  EditorInputs,
  'denoiser' | 'schedule' | 'timesteps' | 'trajectory' | 'record' | 'userMask' | 'random' | 'signal'
> {
  readonly source: Pick<Prompt, 'conditioning'>;
  readonly target: Pick<Prompt, 'conditioning'>;
}

export const DIFF_EDIT: Editor = {
  inverts: true,
  steps: (timesteps) => timesteps,
  paint: paintDiffEdit,
};

export async function* paintDiffEdit(
  inputs: DiffEditInputs,
): AsyncGenerator<EditorProgress, PaintedLatent & { readonly mask: Raster }, void> {
  const { denoiser, schedule, timesteps, trajectory, record, target, userMask, signal } = inputs;
  const original = at(trajectory, 0);
  const last = timesteps.length;
  let latent = at(trajectory, last);
  const predictor = createPredictor(denoiser, signal);
  const mask = await findMask(inputs, predictor);
  const inside = userMask ? (correctMask(mask, userMask) ?? mask) : mask;
  for (const index of timesteps.keys()) {
    const step = { schedule, timesteps, index, state: [latent], noise: null } as const;
    const { state, clean } = await runStep(PROCESSES.ddim.step(step), ({ sample, timestep }) =>
      predictor.predict(sample, timestep, recordedWords(target.conditioning, record, index)),
    );
    latent = blendLatents(at(trajectory, last - index - 1), state[0], inside);
    yield { done: index + 1, clean: blendLatents(original, clean, inside) };
  }
  return { latent, mask, maps: null, rows: predictor.rows() };
}

async function findMask(
  { schedule, trajectory, source, target, random }: DiffEditInputs,
  predictor: Predictor,
): Promise<Raster> {
  const original = at(trajectory, 0);
  const timestep = Math.round(MASK_STRENGTH * (schedule.trainingSteps - 1));
  const { channels, height, width } = extentsOf(original.shape);
  const size = height * width;
  const sum = new Float32Array(size);
  for (let i = 0; i < NOISES; i++) {
    const noise = gaussianTensor(original.shape, random);
    const sample = combine(schedule.alphaAt(timestep), original, schedule.sigmaAt(timestep), noise);
    const wanted = await predictor.predict(sample, timestep, target.conditioning);
    const known = await predictor.predict(sample, timestep, source.conditioning);
    addMagnitudes(sum, subtract(wanted, known), channels);
  }
  const mean = sum.reduce((total, value) => total + value, 0) / size;
  const data = sum.map((value) => (mean > 0 && Math.min(1, value / (CONTRAST * mean)) > THRESHOLD ? 1 : 0));
  return { width, height, data };
}

/** Adds the mean over channels of |difference|. */
function addMagnitudes(sum: Float32Array, { data }: Tensor, channels: number): void {
  const size = sum.length;
  data.forEach((value, i) => {
    sum[i % size] = (sum[i % size] ?? 0) + Math.abs(value) / channels;
  });
}
