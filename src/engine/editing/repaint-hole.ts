import { at } from '../at.ts';
import { blendLatents } from '../control/local-blend.ts';
import { blur, type Raster } from '../control/raster.ts';
import { correctMask } from '../control/user-mask.ts';
import { combine } from '../diffusion/arithmetic.ts';
import { predictClean } from '../diffusion/ddim.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import { createPredictor } from '../diffusion/predictor.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import { extentsOf } from '../tensor/extents.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { EditorInputs, EditorProgress, PaintedLatent } from './editor.ts';

/** Standard deviation of the soft edge, latent pixels. */
const FEATHER = 0.7;
/** Sweeps over the hole: more change nothing that is seen of a hole as large as a picture of 64 x 64 latents. */
const SWEEPS = 300;
/** Successive over-relaxation. */
const RELAXATION = 1.7;

/** Whether a thing goes out of a place that the user has marked: then nothing of the photo's own noise there is of use. */
export function isMarkedRemoval({
  kind,
  settings,
  userMask,
}: Pick<EditorInputs, 'kind' | 'settings' | 'userMask'>): boolean {
  return kind === 'remove' && settings.automatic === true && userMask?.isLimit === true;
}

/**
 * Paints what is behind a thing: the latents of its place are continued from around it, put under noise and denoised with the words of
 * the place, beside the photo under the same noise (SDEdit, Meng et al. 2022, within a mask). The things that stay are outside, and their words would
 * paint them into the hole a second time. What the photo's own noise holds is the thing: along
 * the inverted trajectory a ghost of it comes back, or another thing in its outline. The part of the steps is the freedom.
 */
export async function* repaintHole(inputs: EditorInputs): AsyncGenerator<EditorProgress, PaintedLatent, void> {
  const { denoiser, schedule, timesteps, trajectory, setting, userMask, settings, random, signal } = inputs;
  const photo = at(trajectory, 0);
  const { height, width } = extentsOf(photo.shape);
  const hole: Raster = (userMask && correctMask(null, userMask)) ?? {
    width,
    height,
    data: new Float32Array(width * height).fill(1),
  };
  const soft = blur(hole, FEATHER);
  const skipped = timesteps.length - Math.max(1, Math.round((settings.freedom ?? 0.5) * timesteps.length));
  const noise = gaussianTensor(photo.shape, random);
  const noised = (clean: Tensor, level: number): Tensor =>
    combine(schedule.alphaAt(level), clean, schedule.sigmaAt(level), noise);
  const predictor = createPredictor(denoiser, signal);
  let sample = noised(fillHole(photo, hole), at(timesteps, skipped));
  for (let index = skipped; index < timesteps.length; index++) {
    const timestep = at(timesteps, index);
    const next = timesteps[index + 1] ?? CLEAN_LEVEL;
    const predicted = await predictor.predict(sample, timestep, setting.conditioning);
    const clean = predictClean(schedule, sample, predicted, timestep);
    const step = combine(schedule.alphaAt(next), clean, schedule.sigmaAt(next), predicted);
    sample = blendLatents(noised(photo, next), step, soft);
    yield { done: index + 1, clean: blendLatents(photo, clean, soft) };
  }
  return { latent: sample, mask: null, maps: null, rows: predictor.rows(), isRepainted: true };
}

/** The surface that goes smoothly on from around a hole, each channel by itself: Laplace's equation; the mean where nothing is around. */
export function fillHole(latent: Tensor, hole: Raster): Tensor {
  const { channels, height, width } = extentsOf(latent.shape);
  const inside = [...hole.data.keys()].filter((i) => (hole.data[i] ?? 0) > 0);
  const outsideCount = width * height - inside.length;
  const data = latent.data.slice();
  for (let channel = 0; channel < channels; channel++) {
    const plane = data.subarray(channel * width * height, (channel + 1) * width * height);
    const total = plane.reduce((sum, value) => sum + value, 0);
    const covered = inside.reduce((sum, i) => sum + (plane[i] ?? 0), 0);
    const mean = outsideCount === 0 ? total / plane.length : (total - covered) / outsideCount;
    for (const i of inside) plane[i] = mean;
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      for (const i of inside) {
        const x = i % width;
        const near = [
          x > 0 ? plane[i - 1] : undefined,
          x < width - 1 ? plane[i + 1] : undefined,
          plane[i - width],
          plane[i + width],
        ].filter((value) => value !== undefined);
        const own = plane[i] ?? 0;
        plane[i] = own + RELAXATION * (near.reduce((sum, value) => sum + value, 0) / near.length - own);
      }
    }
  }
  return { shape: latent.shape, data };
}
