import { INVERSION_METHODS } from '../../protocol/inversions.ts';
import type { EngineClient } from '../clients/engine-client/engine-client.ts';
import type { AppState } from '../store/app-state.ts';
import type { AppStore } from '../store/app-store.ts';

/**
 * Has the engine make the methods by the gradient ready as soon as somebody comes near them: where methods are chosen, or by the choice of one, as a
 * link brings it. Nobody else pays for it.
 */
export function prepareGradientInTime(store: AppStore, engine: Pick<EngineClient, 'prepareGradient'>): void {
  store.subscribe((state, before) => {
    const isKnown = isGradientNear(before) && before.pack.opened === state.pack.opened;
    if (isGradientNear(state) && !isKnown) engine.prepareGradient();
  });
}

function isGradientNear({ pack: { opened }, view, tuning }: AppState): boolean {
  if (opened === null) return false;
  const { inversion } = { ...opened.defaults, ...tuning.overrides };
  return view.wasHoodOpened || INVERSION_METHODS[inversion].usesGradient;
}
