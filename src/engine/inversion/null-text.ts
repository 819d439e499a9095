import { at } from '../at.ts';
import { checkCancelled } from '../cancellation.ts';
import { combine } from '../diffusion/arithmetic.ts';
import { isGuided, withoutGuidance } from '../diffusion/classifier-free-guidance.ts';
import { stepDdim } from '../diffusion/ddim.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import { relay } from '../generators.ts';
import type { EncodedText } from '../ports.ts';
import { createAdam } from '../diffusion/adam.ts';
import { DDIM } from './ddim.ts';
import { inverseStepCoefficients } from './inverse-step.ts';
import { invertLatent } from './invert.ts';
import type { ProcessMethod } from './method.ts';

/** Of the program: Adam's rate in step i from the noisiest is RATE (1 - i / 100), and it stops below TOLERANCE + 2 i TOLERANCE. */
const RATE = 1e-2;
const TOLERANCE = 1e-5;

/**
 * Null-text inversion (Mokady et al. 2023, arXiv 2211.09794): DDIM inversion without guidance; then, sampled down again under guidance, the
 * hidden states of the empty prompt are moved at every level so that the step ends where the inversion had been:
 *   min mean (z*_prev - D(z))^2 = |r|^2 / (D drift^2),  eps = w eps_words + (1 - w) eps_empty,
 * by Adam along the gradient through the UNet by its text, each level from what the one before has found. Three rows a level more, and two for
 * each iteration. A model without an empty prompt, and guidance 1, leave nothing to move: it is DDIM inversion.
 */
export const NULL_TEXT: ProcessMethod = {
  kind: 'process',
  rowsPerStep: () => 1,
  parameters: {},
  async *invert(inputs, iterations) {
    const { denoiser, schedule, conditioning, timesteps, signal } = inputs;
    const words = withoutGuidance(conditioning);
    const unguided = { ...inputs, conditioning: words, method: DDIM, iterations: 1 };
    const inverted = yield* relay(invertLatent(unguided), (report) => [report]);
    let { empty } = conditioning;
    if (empty === undefined || !isGuided(conditioning)) return inverted;

    const { trajectory } = inverted;
    const { guidance } = conditioning;
    const empties: EncodedText[] = [];
    let { rows } = inverted;
    let latent = at(trajectory, timesteps.length);
    for (const [index, timestep] of timesteps.toReversed().entries()) {
      const below = timesteps.length - 1 - index;
      const previous = at(trajectory, below);
      const next = timesteps[below - 1] ?? CLEAN_LEVEL;
      const { drift, noise } = inverseStepCoefficients(schedule, next, timestep);
      checkCancelled(signal);
      const byWords = await denoiser.predict(latent, timestep, words);
      // r of the guided step is r of a step by the empty prompt alone, from here.
      const shifted = combine(1, previous, (noise * guidance) / drift, byWords);
      const l2 = 2 / (latent.data.length * drift * drift);
      const objective = { drift, noise: noise * (1 - guidance), l1: 0, l2, prior: 0, priorMean: 0 };
      const move = createAdam(RATE * (1 - index / 100), empty.hiddenStates.data.length);
      rows += 1;
      for (let i = 0; i < iterations; i++) {
        checkCancelled(signal);
        const here = { ...empty, guidance: 1 };
        const found = await denoiser.textGradient(latent, shifted, timestep, here, objective);
        rows += 2;
        empty = { ...empty, hiddenStates: move(empty.hiddenStates, found.gradient) };
        if (found.objective < TOLERANCE * (1 + 2 * index)) break;
      }
      empties.unshift(empty);
      checkCancelled(signal);
      const without = await denoiser.predict(latent, timestep, { ...empty, guidance: 1 });
      rows += 1;
      const guided = combine(1 - guidance, without, guidance, byWords);
      latent = stepDdim({ schedule, sample: latent, noise: guided, timestep, next }).sample;
    }
    return { ...inverted, record: { ...inverted.record, empties }, rows };
  },
};
