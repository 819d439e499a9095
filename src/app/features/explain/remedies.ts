import type { AppState } from '../../store/app-state.ts';
import { removeLimit } from '../../store/mask-reducer.ts';
import { usesLocalBlend, moveFreedom, type Tuning } from '../../store/tuning-reducer.ts';
import type { ExplanationId } from './explain-result.ts';

/** Half the way from what is recommended to either end: two presses reach it. */
const FREEDOM_STEP = 0.25;

type Remedy = (state: AppState) => Partial<AppState>;

function openModels({ packs }: AppState): Partial<AppState> {
  return { packs: { ...packs, isDialogOpen: true } };
}

/** What the button beside each explanation does. */
export const REMEDIES = {
  'unlike-photo': openModels,
  'unlike-model': openModels,
  'nothing-more': openModels,
  'outside-paint': removeLimit,
  'still-there': ({ tuning }) => ({ tuning: moveFreedom(tuning, FREEDOM_STEP) }),
  'nothing-changed': ({ tuning }) => ({ tuning: moveFreedom(tuning, FREEDOM_STEP) }),
  'everything-changed': ({ tuning, pack }) => ({
    tuning: keepMore(tuning, usesLocalBlend(pack.opened?.defaults, tuning)),
  }),
} as const satisfies Record<ExplanationId, Remedy>;

function keepMore(tuning: Tuning, keeps: boolean): Tuning {
  return keeps
    ? moveFreedom(tuning, -FREEDOM_STEP)
    : { ...tuning, overrides: { ...tuning.overrides, localBlend: true } };
}
