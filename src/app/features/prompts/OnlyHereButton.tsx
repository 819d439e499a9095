import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { removeLimit, limitToWord, maskOf } from '../../store/mask-reducer.ts';
import { isPainted } from '../../store/painted-mask.ts';
import { Button } from '../../ui/Button.tsx';
import { wordAreaOf } from '../../mask/word-area.ts';

export interface OnlyHereButtonProps {
  readonly word: string;
  /** Index among the words of the target. */
  readonly index: number;
}

/** Limits the edit to where a word acts, and lifts the limit again. Nothing where the picture was not made with the word yet. */
export function OnlyHereButton({ word, index }: OnlyHereButtonProps): ReactNode {
  const { store } = useApp();
  const photo = useAppState((state) => state.photo);
  const result = useAppState((state) => state.run.result);
  const isLimited = useAppState((state) => maskOf(state).isLimit && isPainted(maskOf(state)));
  if (isLimited) {
    return <Button variant="link" label={texts.mask.everywhere} onPress={() => store.setState(removeLimit)} />;
  }
  const area = wordAreaOf(photo, result, { sentence: 'target', index, word });
  if (area === null) return null;
  return (
    <Button
      variant="link"
      label={texts.mask.limit}
      title={texts.mask.onlyWhere(word)}
      onPress={() => store.setState((state) => limitToWord(state, area))}
    />
  );
}
