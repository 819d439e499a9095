import type { FeatureActions } from '../../actions/enabled.ts';
import { isEditShown } from '../../store/is-edit-shown.ts';
import { findVersions } from '../../store/versions.ts';
import { makeVersions } from './make-versions.ts';

export const VERSIONS_ACTIONS = {
  another: {
    shortcut: 'A',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: (state) => isEditShown(state) && findVersions(state)?.isPainting !== true,
    perform: (context) => void makeVersions(context),
  },
} as const satisfies FeatureActions;
