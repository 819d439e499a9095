/** Every way to invert. A new method is one file, one line here, and its descriptor in `protocol/inversions.ts`. */
import type { InversionId } from '../../protocol/inversions.ts';
import { AIDI } from './aidi.ts';
import { AIDI_ACCELERATED, ANDERSON } from './anderson.ts';
import { BDIA } from './bdia.ts';
import { BROYDEN } from './broyden.ts';
import { DDIM } from './ddim.ts';
import { DIRECT_INVERSION } from './direct-inversion.ts';
import { EASY_INV } from './easy-inv.ts';
import { EDICT } from './edict.ts';
import { EDIT_FRIENDLY } from './edit-friendly.ts';
import { EXACT_DPM } from './exact-dpm.ts';
import { EXACT_DPM_SECOND } from './exact-dpm-second.ts';
import { FIXED_POINT } from './fixed-point.ts';
import { GRADIENT_SECANT } from './gradient-secant.ts';
import { ITER_INV } from './iter-inv.ts';
import { LBFGS } from './lbfgs.ts';
import type { InversionMethod } from './method.ts';
import { NEGATIVE_PROMPT } from './negative-prompt.ts';
import { NOISE_ALIGNMENT } from './noise-alignment.ts';
import { NULL_TEXT } from './null-text.ts';
import { RENOISE } from './renoise.ts';
import { RNRI, RNRI_FLOORED } from './rnri.ts';
import { RNRI_RELEASED, RNRI_SIGN } from './rnri-released.ts';

export const INVERSIONS = {
  ddim: DDIM,
  'fixed-point': FIXED_POINT,
  aidi: AIDI,
  'aidi-accelerated': AIDI_ACCELERATED,
  anderson: ANDERSON,
  broyden: BROYDEN,
  lbfgs: LBFGS,
  rnri: RNRI,
  'rnri-floored': RNRI_FLOORED,
  'rnri-released': RNRI_RELEASED,
  'rnri-sign': RNRI_SIGN,
  'gradient-secant': GRADIENT_SECANT,
  renoise: RENOISE,
  'exact-dpm': EXACT_DPM,
  'exact-dpm-2': EXACT_DPM_SECOND,
  'easy-inv': EASY_INV,
  'null-text': NULL_TEXT,
  'negative-prompt': NEGATIVE_PROMPT,
  'direct-inversion': DIRECT_INVERSION,
  edict: EDICT,
  bdia: BDIA,
  'edit-friendly': EDIT_FRIENDLY,
  'noise-alignment': NOISE_ALIGNMENT,
  'iter-inv': ITER_INV,
} as const satisfies Record<InversionId, InversionMethod>;
