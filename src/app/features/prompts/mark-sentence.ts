import { diffWords } from '../../../words/diff-words.ts';
import { endOfWords } from '../../../words/normalise-word.ts';
import type { Prompts } from '../../store/prompts-reducer.ts';
import type { SentenceMarks } from './render-sentence.ts';

/** What is marked in the target: the words that changed, among as many of either sentence as the model has room for. */
export function markSentence({ source, target, emphasis }: Prompts, readable: number): SentenceMarks {
  const readEnd = endOfWords(target, readable);
  const diff = diffWords(source.slice(0, endOfWords(source, readable)), target.slice(0, readEnd));
  return { text: target, diff, emphasis, readEnd };
}
