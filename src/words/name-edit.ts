import { diffWords } from './diff-words.ts';
import { nameChange } from './name-change.ts';

interface EditWords {
  readonly source: string;
  readonly target: string;
  /** Per target word, by its index. */
  readonly emphasis: Readonly<Record<number, number>>;
}

/** What still can be read at a glance. */
const MAX_NAME_LENGTH = 120;

/** Names an edit by its changed words, or by the words that only weigh more or less; an empty string for no edit. */
export function nameEdit(words: EditWords): string {
  const name = nameChange(words.source, words.target) || nameEmphasis(words);
  return name.length <= MAX_NAME_LENGTH ? name : `${name.slice(0, MAX_NAME_LENGTH)}…`;
}

function nameEmphasis({ source, target, emphasis }: EditWords): string {
  return diffWords(source, target)
    .words.flatMap(({ word, index }) => {
      const value = emphasis[index];
      return value === undefined ? [] : [`${word} × ${value}`];
    })
    .join(', ');
}
