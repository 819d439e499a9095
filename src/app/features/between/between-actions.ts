import { type FeatureActions, hasPhoto } from '../../actions/enabled.ts';

export const BETWEEN_ACTIONS = {
  between: {
    shortcut: null,
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: (state) => hasPhoto(state) && state.pack.opened !== null,
    perform: ({ store }) => store.setState(({ view }) => ({ view: { ...view, isBetweenOpen: true } })),
  },
} as const satisfies FeatureActions;
