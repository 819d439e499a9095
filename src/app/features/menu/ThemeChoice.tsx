import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { menuTexts } from './texts.ts';
import { THEMES } from '../../store/app-state.ts';
import { chooseTheme } from './use-theme.ts';
import { Choice } from './Choice.tsx';

/** Light, dark, or as the system is. */
export function ThemeChoice(): ReactNode {
  const { store } = useApp();
  const theme = useAppState((state) => state.view.theme);
  return (
    <Choice
      label={menuTexts.theme}
      options={THEMES.map((id) => ({ id, label: menuTexts.themes[id] }))}
      value={theme}
      onChange={(id) => chooseTheme(store, id)}
    />
  );
}
