import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { THEMES } from '../../store/app-state.ts';
import { chooseTheme } from './use-theme.ts';
import { Choice } from './Choice.tsx';

/** Light, dark, or as the system is. */
export function ThemeChoice(): ReactNode {
  const { store } = useApp();
  const theme = useAppState((state) => state.view.theme);
  return (
    <Choice
      label={texts.menu.theme}
      options={THEMES.map((id) => ({ id, label: texts.menu.themes[id] }))}
      value={theme}
      onChange={(id) => chooseTheme(store, id)}
    />
  );
}
