import { FIRST_TEXT_ENCODER } from '../../pack-layout.ts';
import type { Family } from './family.ts';

/** Stable Diffusion 1 (Rombach et al. 2022), and every model of its architecture. */
export const STABLE_DIFFUSION: Family = {
  title: 'Stable Diffusion',
  recognises: () => true,
  textEncoders: [FIRST_TEXT_ENCODER],
  hiddenStates: 'last',
  takesPooled: false,
  zeroesEmptyPrompt: false,
  scalingFactor: 0.18215,
};
