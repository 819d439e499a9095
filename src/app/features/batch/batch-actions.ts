import { always, type FeatureActions } from '../../actions/enabled.ts';
import { chooseFiles } from '../../browser/choose-file.ts';
import { beginBatch } from '../../store/batch-reducer.ts';

export const BATCH_ACTIONS = {
  batch: {
    shortcut: 'Mod+Shift+E',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: always,
    perform: ({ store }) => {
      void chooseFiles().then((files) =>
        files.length === 0 ? undefined : store.setState({ batch: beginBatch(files) }),
      );
    },
  },
} as const satisfies FeatureActions;
