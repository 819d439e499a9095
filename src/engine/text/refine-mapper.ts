import { at } from '../at.ts';
import type { TokenizedPrompt } from '../ports.ts';
import { zeros } from '../tensor/tensor.ts';
import { promptLength } from './prompt-length.ts';
import type { WordMap } from './word-map.ts';

const GAP = 0;
const MATCH = 1;
const MISMATCH = -1;

type Direction = 'left' | 'up' | 'diagonal';

/**
 * Prompt-to-Prompt's prompt refinement (Hertz et al. 2022, section 3): target tokens that the source has too take the source's attention,
 * new ones keep their own (alpha 0). The alignment is Needleman and Wunsch's on token ids, start and end token included.
 */
export function mapByRefinement(source: TokenizedPrompt, target: TokenizedPrompt): WordMap {
  const tokens = target.ids.length;
  const targetLength = promptLength(target);
  const matches = alignTokens(source.ids.slice(0, promptLength(source)), target.ids.slice(0, targetLength));
  const wordMap = zeros([tokens, tokens]);
  const wordAlpha = zeros([tokens]);
  for (let j = 0; j < tokens; j++) {
    const i = j < targetLength ? at(matches, j) : j;
    if (i < 0) continue;
    wordMap.data[i * tokens + j] = 1;
    wordAlpha.data[j] = 1;
  }
  return { mapper: 'refine', wordMap, wordAlpha };
}

/** For each target token the index of the source token it is aligned with, or -1. Ties go left, then up, then diagonal. */
export function alignTokens(source: readonly number[], target: readonly number[]): readonly number[] {
  const width = target.length + 1;
  const scores = new Int32Array((source.length + 1) * width);
  const directions: Direction[] = [];
  for (let i = 0; i <= source.length; i++) {
    for (let j = 0; j <= target.length; j++) {
      const cell = i * width + j;
      if (i === 0 || j === 0) {
        scores[cell] = (i + j) * GAP;
        directions[cell] = i === 0 ? 'left' : 'up';
        continue;
      }
      const left = at(scores, cell - 1) + GAP;
      const up = at(scores, cell - width) + GAP;
      const diagonal = at(scores, cell - width - 1) + (source[i - 1] === target[j - 1] ? MATCH : MISMATCH);
      const best = Math.max(left, up, diagonal);
      scores[cell] = best;
      directions[cell] = best === left ? 'left' : best === up ? 'up' : 'diagonal';
    }
  }
  const matches = target.map(() => -1);
  let i = source.length;
  let j = target.length;
  while (i > 0 || j > 0) {
    const direction = directions[i * width + j];
    if (direction !== 'left') i--;
    if (direction !== 'up') j--;
    if (direction === 'diagonal') matches[j] = i;
  }
  return matches;
}
