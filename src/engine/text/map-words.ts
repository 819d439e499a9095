import type { TokenizedPrompt } from '../ports.ts';
import { mapByRefinement } from './refine-mapper.ts';
import { mapByReplacement } from './replace-mapper.ts';
import { diffWords } from '../../words/word-diff.ts';
import type { WordMap } from './word-map.ts';

/** Replace where words were only exchanged one for one, Refine where words came or went. */
export function mapWords(source: TokenizedPrompt, target: TokenizedPrompt): WordMap {
  const exchanged = diffWords(source, target).every(({ kind }) => kind === 'kept' || kind === 'replaced');
  return exchanged ? mapByReplacement(source, target) : mapByRefinement(source, target);
}
