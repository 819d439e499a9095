import { always, type FeatureActions } from '../../actions/enabled.ts';

export const REPORT_ACTIONS = {
  report: {
    shortcut: null,
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: always,
    perform: ({ store }) => store.setState(({ view }) => ({ view: { ...view, isReportOpen: true } })),
  },
} as const satisfies FeatureActions;
