import type { Prompts } from '../../store/prompts-reducer.ts';
import { diffWords } from './diff-words.ts';
import { nameChange } from './name-change.ts';

/** Names an edit by its changed words, or by the words that only weigh more or less; an empty string for no edit. */
export function nameEdit({ source, target, emphasis }: Prompts): string {
  const change = nameChange(source, target);
  if (change !== '') return change;
  return diffWords(source, target)
    .words.flatMap(({ word, index }) => {
      const value = emphasis[index];
      return value === undefined ? [] : [`${word} × ${value}`];
    })
    .join(', ');
}
