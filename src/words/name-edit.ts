import { diffWords } from './diff-words.ts';
import { nameChange } from './name-change.ts';

interface EditWords {
  readonly source: string;
  readonly target: string;
  /** Per target word, by its index. */
  readonly emphasis: Readonly<Record<number, number>>;
}

/** Names an edit by its changed words, or by the words that only weigh more or less; an empty string for no edit. */
export function nameEdit({ source, target, emphasis }: EditWords): string {
  const change = nameChange(source, target);
  if (change !== '') return change;
  return diffWords(source, target)
    .words.flatMap(({ word, index }) => {
      const value = emphasis[index];
      return value === undefined ? [] : [`${word} × ${value}`];
    })
    .join(', ');
}
