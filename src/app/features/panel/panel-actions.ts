import { type FeatureActions, hasPhoto } from '../../actions/enabled.ts';

export const PANEL_ACTIONS = {
  'toggle-panel': {
    shortcut: 'P',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => store.setState(({ view }) => ({ view: { ...view, isPanelOpen: !view.isPanelOpen } })),
  },
} as const satisfies FeatureActions;
