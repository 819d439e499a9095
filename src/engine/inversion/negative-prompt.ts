import { withoutGuidance } from '../diffusion/classifier-free-guidance.ts';
import { DDIM } from './ddim.ts';
import type { SolverMethod } from './method.ts';

/**
 * Negative-prompt inversion (Miyake et al. 2023, arXiv 2305.16807): DDIM inversion without guidance; when the photo is edited under
 * guidance, its own words stand where the empty prompt would, so that equal words are not guided at all. No row more. Of a model that takes
 * its scale as an input, and at guidance 1, it is DDIM inversion.
 */
export const NEGATIVE_PROMPT: SolverMethod = { ...DDIM, emptyFor: withoutGuidance };
