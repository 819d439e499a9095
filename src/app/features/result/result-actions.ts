import type { FeatureActions } from '../../actions/enabled.ts';
import { canContinue, continueWithResult } from './continue-with-result.ts';

export const RESULT_ACTIONS = {
  'use-as-photo': {
    shortcut: 'U',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: canContinue,
    perform: (context) => void continueWithResult(context),
  },
} as const satisfies FeatureActions;
