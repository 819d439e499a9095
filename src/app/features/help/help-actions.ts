import { always, type FeatureActions } from '../../actions/enabled.ts';

export const HELP_ACTIONS = {
  help: {
    shortcut: '?',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: always,
    perform: ({ store }) => store.setState(({ view }) => ({ view: { ...view, isHelpOpen: !view.isHelpOpen } })),
  },
} as const satisfies FeatureActions;
