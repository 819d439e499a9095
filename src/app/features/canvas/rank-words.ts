import type { WordMaps } from '../../../protocol/engine.ts';
import type { WordPlace } from '../../store/app-state.ts';

export interface RankedWord extends WordPlace {
  /** 0..1: how much more the word acts here than it does on average; 1 at its strongest place. */
  readonly share: number;
}

/** Words below this act here no more than anywhere. */
const MIN_SHARE = 0.1;

/**
 * The words of a sentence that act at a point of the edited part (0..1 in both directions), the strongest first. What a word does all
 * over the picture does not count, nor do words that name nothing.
 */
export function rankWords(
  maps: WordMaps,
  sentence: WordPlace['sentence'],
  at: { readonly x: number; readonly y: number },
): readonly RankedWord[] {
  const { width, height } = maps;
  const column = Math.min(width - 1, Math.max(0, Math.floor(at.x * width)));
  const row = Math.min(height - 1, Math.max(0, Math.floor(at.y * height)));
  return maps[sentence]
    .flatMap(({ word, strength, isFunctionWord = false }, index) => {
      if (isFunctionWord) return [];
      const mean = strength.reduce((sum, value) => sum + value, 0) / Math.max(1, strength.length);
      const here = strength[row * width + column] ?? 0;
      return [{ sentence, index, word, share: mean < 255 ? (here - mean) / (255 - mean) : 0 }];
    })
    .filter(({ share }) => share >= MIN_SHARE)
    .sort((a, b) => b.share - a.share);
}
