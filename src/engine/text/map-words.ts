import { areExchanged } from '../../words/changed-words.ts';
import type { TokenizedPrompt } from '../ports.ts';
import { mapByRefinement } from './refine-mapper.ts';
import { mapByReplacement } from './replace-mapper.ts';
import type { WordMap } from './word-map.ts';

/** Replace where words were only exchanged one for one, Refine where words came or went. */
export function mapWords(source: TokenizedPrompt, target: TokenizedPrompt): WordMap {
  const wordsOf = ({ words }: TokenizedPrompt) => words.map(({ text }) => text);
  return areExchanged(wordsOf(source), wordsOf(target))
    ? mapByReplacement(source, target)
    : mapByRefinement(source, target);
}
