/** One denoising step of each sampler, on VP latents. */
import { stepDdim } from './ddim.ts';
import { stepEulerAncestral } from './euler-ancestral.ts';
import { stepLcm } from './lcm.ts';
import type { Sampler, SamplerId } from './sampler.ts';

export const SAMPLERS = {
  ddim: stepDdim,
  lcm: stepLcm,
  'euler-ancestral': stepEulerAncestral,
} as const satisfies Record<SamplerId, Sampler>;
