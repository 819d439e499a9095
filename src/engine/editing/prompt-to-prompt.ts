/**
 * Prompt-to-Prompt (Hertz et al., arXiv 2208.01626): the edited picture is sampled beside the source, down the inverted timesteps,
 * and its attention takes the source's.
 *
 * Rows are [source, target]. The source row is put back on its inverted trajectory before every step (Direct Inversion, Ju et al.
 * 2024), so its attention is that of the photo itself and its errors do not add up.
 */
import type { AttentionControl } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { isControlActive } from '../control/attention-control.ts';
import { namingPositions } from '../control/naming-positions.ts';
import { type LocalBlendOptions, blendLatents, findEditMask } from '../control/local-blend.ts';
import { EVIDENCE } from '../control/mask-evidence.ts';
import type { Raster } from '../control/raster.ts';
import { correctMask } from '../control/user-mask.ts';
import { combine, removeMean, takeRow } from '../diffusion/arithmetic.ts';
import { guideNoise } from '../diffusion/classifier-free-guidance.ts';
import { predictClean } from '../diffusion/ddim.ts';
import { stepLcm } from '../diffusion/lcm.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import { recordedWords } from '../diffusion/run-process.ts';
import { at } from '../at.ts';
import { checkCancelled } from '../cancellation.ts';
import { chooseBlend, chooseControl } from './edit-defaults.ts';
import type { Editor, EditorInputs } from './editor.ts';
import { planSteps } from './plan-steps.ts';
import { stepAlong } from './step-along.ts';
import { isMarkedRemoval, repaintHole } from './repaint-hole.ts';

/** What the settings and the kind of the edit make of a run. */
interface Plan {
  /** Per step, noisiest first. */
  readonly control: readonly AttentionControl[];
  /** Null without local blend. */
  readonly blend: LocalBlendOptions | null;
  /** Start without the spatial mean of the inverted noise, for words about light and ground. */
  readonly resetMean: boolean;
  /** Token positions whose attention says where the edit is. */
  readonly sourcePositions: readonly number[];
  readonly targetPositions: readonly number[];
}

export const PROMPT_TO_PROMPT: Editor = {
  inverts: true,
  needsNoInversion: isMarkedRemoval,
  steps: (timesteps) => timesteps,
  async *paint(inputs) {
    if (isMarkedRemoval(inputs)) return yield* repaintHole(inputs);
    const plan = planRun(inputs);
    const { schedule, timesteps, trajectory, userMask, random, signal } = inputs;
    const { variation = 0 } = inputs.settings;
    const { blend } = plan;
    const last = timesteps.length;
    const original = at(trajectory, 0);
    const noisiest = at(trajectory, last);
    let target = plan.resetMean ? removeMean(noisiest) : noisiest;
    let maps: Tensor | null = null;
    let blendMaps: Tensor | null = null;
    let mask: Raster | null = null;
    let isFresh = false;
    let rows = 0;
    for (const [index, timestep] of timesteps.entries()) {
      checkCancelled(signal);
      const source = at(trajectory, last - index);
      const prediction = await predictStep(inputs, plan, { index, timestep, source, target });
      rows += prediction.rows;
      maps = addMaps(maps, prediction.maps);
      const next = timesteps[index + 1] ?? CLEAN_LEVEL;
      let { clean, sample } = stepAlong(
        inputs.record,
        { schedule, timesteps, index, state: [target] },
        prediction.noise,
      );
      if (blend && index >= blend.startStep) {
        blendMaps = addMaps(blendMaps, prediction.maps);
        const { sourcePositions, targetPositions } = plan;
        // Both rows predicted at the same level share their blur, so their difference shows the edit alone.
        const sourceClean = prediction.sourceNoise
          ? predictClean(schedule, source, prediction.sourceNoise, timestep)
          : original;
        // The source row is not guided, and guidance changes all of the picture: rows are compared without it.
        const targetClean = predictClean(schedule, target, prediction.targetNoise, timestep);
        mask = findEditMask({ maps: blendMaps, sourcePositions, targetPositions, sourceClean, targetClean }, blend);
      }
      // From the noisiest step on: on the test scenes up to 0.7 dB nearer to the truth than from the next one on.
      const blended = userMask ? correctMask(mask, userMask) : mask;
      if (blended && blend?.freshNoise && !isFresh) {
        ({ sample } = stepLcm({ schedule, sample: target, noise: prediction.noise, timestep, next, random }));
        isFresh = true;
      } else if (variation > 0 && index >= (blend?.startStep ?? 0)) {
        sample = renewNoise(sample, { clean, schedule, next, random }, variation);
      }
      if (blended) {
        sample = blendLatents(at(trajectory, last - index - 1), sample, blended);
        clean = blendLatents(original, clean, blended);
      }
      target = sample;
      yield { done: index + 1, clean };
    }
    return { latent: target, mask, maps, rows };
  },
};

/** x' = a' x0 + s' (sqrt(1 - v^2) e + v n): a part v of the noise e of a sample is drawn anew, and it stays as strong as before. */
function renewNoise(
  sample: Tensor,
  { clean, schedule, next, random }: Pick<EditorInputs, 'schedule' | 'random'> & { clean: Tensor; next: number },
  part: number,
): Tensor {
  const mean = schedule.alphaAt(next);
  const kept = combine(Math.sqrt(1 - part * part), combine(1, sample, -mean, clean), mean, clean);
  return combine(1, kept, schedule.sigmaAt(next) * part, gaussianTensor(sample.shape, random));
}

function planRun(inputs: EditorInputs): Plan {
  const { source, target, changed, kind, timesteps, settings, tuning } = inputs;
  const { crossReplace, selfReplace, localBlend, resetMean } = chooseControl(settings, kind, tuning);
  const control = planSteps(inputs, { crossReplace, selfReplace });
  const holdsLayout = isControlActive(at(control, 0));
  return {
    control,
    blend: localBlend ? withinRun(chooseBlend(settings, kind, tuning, holdsLayout), timesteps.length) : null,
    resetMean,
    sourcePositions: namingPositions(source.tokenized, changed.source),
    targetPositions: namingPositions(target.tokenized, changed.target),
  };
}

/** A run of few steps blends in its last at the latest. */
function withinRun(blend: LocalBlendOptions, steps: number): LocalBlendOptions {
  return { ...blend, startStep: Math.min(blend.startStep, steps - 1) };
}

/** A step of the sampling, and both rows as they come to it. */
interface StepRows {
  readonly index: number;
  readonly timestep: number;
  readonly source: Tensor;
  readonly target: Tensor;
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
async function predictStep(inputs: EditorInputs, plan: Plan, step: StepRows): Promise<StepPrediction> {
  const byWords = await predictByWords(inputs, plan, step);
  const { denoiser, record, target } = inputs;
  const { noise, rows } = await guideNoise(
    denoiser,
    byWords.targetNoise,
    step.target,
    step.timestep,
    recordedWords(target.conditioning, record, step.index),
  );
  return { ...byWords, noise, rows: byWords.rows + rows };
}

/** eps of the target row; alone where neither control nor the mask needs the source beside it. */
async function predictByWords(
  { denoiser, trajectory, ...prompts }: EditorInputs,
  { control, blend }: Plan,
  { index, timestep, source, target }: StepRows,
): Promise<Omit<StepPrediction, 'noise'>> {
  const stepControl = at(control, index);
  const wantsMaps = blend !== null && index >= blend.startStep && EVIDENCE[blend.evidence].readsMaps;
  if (!wantsMaps && !isControlActive(stepControl)) {
    const targetNoise = await denoiser.predict(target, timestep, prompts.target.conditioning);
    return { targetNoise, sourceNoise: null, maps: null, rows: 1 };
  }
  const pair = {
    source: { latent: source, conditioning: prompts.source.conditioning, trajectory },
    target: { latent: target, conditioning: prompts.target.conditioning },
  };
  const { noise, maps, rows } = await denoiser.controlled(pair, timestep, stepControl);
  return { targetNoise: takeRow(noise, 1), sourceNoise: takeRow(noise, 0), maps, rows };
}

function addMaps(sum: Tensor | null, maps: Tensor | null): Tensor | null {
  return sum && maps ? combine(1, sum, 1, maps) : (sum ?? maps);
}
