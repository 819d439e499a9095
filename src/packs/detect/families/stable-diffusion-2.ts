import type { Family } from './family.ts';
import { STABLE_DIFFUSION } from './stable-diffusion.ts';

/** Width of the hidden states of OpenCLIP's ViT-H. */
const TEXT_WIDTH = 1024;

/** Stable Diffusion 2, SD-Turbo among them: Stable Diffusion with another text encoder. */
export const STABLE_DIFFUSION_2: Family = {
  ...STABLE_DIFFUSION,
  title: 'Stable Diffusion 2',
  recognises: ({ textWidth }) => textWidth === TEXT_WIDTH,
};
