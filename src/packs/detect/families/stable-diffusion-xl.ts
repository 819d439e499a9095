import { FIRST_TEXT_ENCODER, SECOND_TEXT_ENCODER } from '../../pack-layout.ts';
import type { Family } from './family.ts';

/** SDXL (Podell et al. 2023): two text encoders, the second of which also gives a pooled embedding. */
export const STABLE_DIFFUSION_XL: Family = {
  title: 'Stable Diffusion XL',
  recognises: ({ unetInputs }) => unetInputs.some((name) => /text_embeds|pooled_prompt_embeds/.test(name)),
  textEncoders: [FIRST_TEXT_ENCODER, SECOND_TEXT_ENCODER],
  hiddenStates: 'penultimate',
  takesPooled: true,
  zeroesEmptyPrompt: true,
  scalingFactor: 0.13025,
};
