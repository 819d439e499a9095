/** Every way to invert. A new method is one file, one line here, and its descriptor in `protocol/inversions.ts`. */
import type { InversionId } from '../../protocol/inversions.ts';
import { AIDI } from './aidi.ts';
import { ANDERSON } from './anderson.ts';
import { DDIM } from './ddim.ts';
import { FIXED_POINT } from './fixed-point.ts';
import { GRADIENT_SECANT } from './gradient-secant.ts';
import type { InversionMethod } from './method.ts';
import { RNRI, RNRI_FLOORED } from './rnri.ts';
import { RNRI_RELEASED, RNRI_SIGN } from './rnri-released.ts';

export const INVERSIONS = {
  ddim: DDIM,
  'fixed-point': FIXED_POINT,
  aidi: AIDI,
  anderson: ANDERSON,
  rnri: RNRI,
  'rnri-floored': RNRI_FLOORED,
  'rnri-released': RNRI_RELEASED,
  'rnri-sign': RNRI_SIGN,
  'gradient-secant': GRADIENT_SECANT,
} as const satisfies Record<InversionId, InversionMethod>;
