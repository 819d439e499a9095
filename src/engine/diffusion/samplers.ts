/** One denoising step of each sampler, on VP latents. */
import { stepDdim } from './ddim.ts';
import { stepEulerAncestral } from './euler-ancestral.ts';
import { stepLcm } from './lcm.ts';
import type { Sampler, SamplerId } from './sampler.ts';

export const SAMPLERS = {
  ddim: { label: 'DDIM', stochastic: false, step: stepDdim },
  lcm: { label: 'LCM', stochastic: true, step: stepLcm },
  'euler-ancestral': { label: 'Euler ancestral', stochastic: true, step: stepEulerAncestral },
} as const satisfies Record<SamplerId, Sampler>;
