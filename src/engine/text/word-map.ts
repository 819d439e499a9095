import type { TokenizedPrompt } from '../edit/ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { mapByRefinement } from './refine-mapper.ts';
import { mapByReplacement } from './replace-mapper.ts';
import { diffWords } from './word-diff.ts';

/** Which source attention a target token takes: M [tokens, tokens] (source row to target column) and alpha [tokens]. */
export interface WordMap {
  readonly mapper: 'replace' | 'refine';
  readonly wordMap: Tensor;
  /** 1 where the target token takes the source's map, 0 where it keeps its own. */
  readonly wordAlpha: Tensor;
}

/** Replace where words were only exchanged one for one, Refine where words came or went. */
export function mapWords(source: TokenizedPrompt, target: TokenizedPrompt): WordMap {
  const exchanged = diffWords(source, target).every(({ kind }) => kind === 'kept' || kind === 'replaced');
  return exchanged ? mapByReplacement(source, target) : mapByRefinement(source, target);
}
