import type { Family, FamilyClues } from './family.ts';
import { STABLE_DIFFUSION } from './stable-diffusion.ts';
import { STABLE_DIFFUSION_2 } from './stable-diffusion-2.ts';
import { STABLE_DIFFUSION_XL } from './stable-diffusion-xl.ts';

/** The families that a folder can be of. The first that recognises it is taken; the last recognises every folder. */
export const FAMILIES = {
  'stable-diffusion-xl': STABLE_DIFFUSION_XL,
  'stable-diffusion-2': STABLE_DIFFUSION_2,
  'stable-diffusion': STABLE_DIFFUSION,
} as const satisfies Record<string, Family>;

export type FamilyId = keyof typeof FAMILIES;

const FAMILY_IDS = Object.keys(FAMILIES).filter((id): id is FamilyId => Object.hasOwn(FAMILIES, id));

export function recogniseFamily(clues: FamilyClues): FamilyId {
  return FAMILY_IDS.find((id) => FAMILIES[id].recognises(clues)) ?? 'stable-diffusion';
}
