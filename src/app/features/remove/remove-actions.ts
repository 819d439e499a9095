import { type FeatureActions, hasPhoto } from '../../actions/enabled.ts';
import type { AppState } from '../../store/app-state.ts';
import { findThings, type Thing } from '../../../words/things.ts';
import { hasPaintedThing, removePainted, removeThing } from './remove-thing.ts';

/** The thing that is meant where nothing is painted: the only one, or that whose word is pointed at. */
function findMeant({ prompts, view }: AppState): Thing | null {
  const things = findThings(prompts.source);
  if (things.length === 1) return things[0] ?? null;
  const word = view.word?.word.toLowerCase();
  return things.find(({ name }) => word !== undefined && name.toLowerCase().split(' ').includes(word)) ?? null;
}

export const REMOVE_ACTIONS = {
  remove: {
    shortcut: 'Delete',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: (state) => hasPhoto(state) && state.pack.opened !== null && findThings(state.prompts.source).length > 0,
    perform: (context) => {
      const state = context.store.getState();
      const meant = findMeant(state);
      if (hasPaintedThing(state)) void removePainted(context);
      else if (meant !== null) void removeThing(context, meant);
      else context.store.setState({ view: { ...state.view, isRemoveOpen: true } });
    },
  },
} as const satisfies FeatureActions;
