import type { FeatureActions } from '../../actions/enabled.ts';
import { deriveMainPhase } from '../../store/main-phase.ts';

export const RUN_ACTIONS = {
  stop: {
    shortcut: 'Escape',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: (state) => ['reading', 'editing'].includes(deriveMainPhase(state)),
    perform: ({ live }) => live.stop(),
  },
} as const satisfies FeatureActions;
