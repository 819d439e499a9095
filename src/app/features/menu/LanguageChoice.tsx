import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { chooseLanguage } from '../../i18n/choose-language.ts';
import { LANGUAGE_IDS, LANGUAGES } from '../../store/languages.ts';
import { menuTexts } from './texts.ts';
import { Choice } from './Choice.tsx';

/** The language of the page. */
export function LanguageChoice(): ReactNode {
  const { store } = useApp();
  const language = useAppState((state) => state.language);
  return (
    <Choice
      label={menuTexts.language}
      options={LANGUAGE_IDS.map((id) => ({ id, label: LANGUAGES[id], lang: id }))}
      value={language}
      onChange={(id) => chooseLanguage(store, id)}
    />
  );
}
