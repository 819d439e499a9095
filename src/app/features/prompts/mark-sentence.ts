import { diffWords } from '../../../words/diff-words.ts';
import { endOfWords } from '../../../words/normalise-word.ts';
import type { WordPlace } from '../../store/app-state.ts';
import type { Prompts } from '../../store/prompts-reducer.ts';
import type { SentenceMarks } from './render-sentence.ts';

/** How many words of either sentence the model reads. */
export type ReadWords = Readonly<Record<WordPlace['sentence'], number>>;

/** What is marked in the target: the words that changed, among as many of either sentence as the model reads. */
export function markSentence({ source, target, emphasis }: Prompts, read: ReadWords): SentenceMarks {
  const readEnd = endOfWords(target, read.target);
  const diff = diffWords(source.slice(0, endOfWords(source, read.source)), target.slice(0, readEnd));
  return { text: target, diff, emphasis, readEnd };
}
