import type { FeatureActions } from '../../actions/enabled.ts';
import { isEditShown } from '../../store/is-edit-shown.ts';
import { continueWithResult } from './continue-with-result.ts';

export const RESULT_ACTIONS = {
  'use-as-photo': {
    shortcut: 'U',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: isEditShown,
    perform: (context) => void continueWithResult(context),
  },
} as const satisfies FeatureActions;
