import { always, type FeatureActions } from '../../actions/enabled.ts';
import type { Theme } from '../../store/app-state.ts';
import { chooseTheme } from './use-theme.ts';

export const MENU_ACTIONS = {
  'toggle-theme': {
    shortcut: 'Shift+D',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: always,
    perform: ({ store }) => chooseTheme(store, oppositeTheme(store.getState().view.theme)),
  },
} as const satisfies FeatureActions;

function oppositeTheme(theme: Theme): Theme {
  const isDark = theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  return isDark ? 'light' : 'dark';
}
