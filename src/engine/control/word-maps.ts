import type { WordMap, WordMaps } from '../../protocol/engine.ts';
import type { TokenizedPrompt } from '../ports.ts';
import { isFunctionWord } from '../../words/normalise-word.ts';
import { extentsOf } from '../tensor/extents.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { sumMaps } from './sum-maps.ts';

/**
 * Where each word acts (Tang et al., DAAM, arXiv 2210.04885): the cross-attention of its tokens, scaled to its own maximum.
 * `maps` [2, tokens, height, width] are summed over steps, rows [source, target]. Words that the prompt had no room for are empty.
 */
export function gatherWordMaps(maps: Tensor, source: TokenizedPrompt, target: TokenizedPrompt): WordMaps {
  const { height, width } = extentsOf(maps.shape);
  return { width, height, source: mapEachWord(maps, 0, source), target: mapEachWord(maps, 1, target) };
}

function mapEachWord(maps: Tensor, row: number, { words }: TokenizedPrompt): readonly WordMap[] {
  return words.map(({ text, positions }) => {
    const { data } = sumMaps(maps, row, positions);
    const largest = data.reduce((a, b) => Math.max(a, b), 0);
    const strength = new Uint8Array(data.length);
    data.forEach((value, i) => {
      strength[i] = largest > 0 ? Math.round((255 * value) / largest) : 0;
    });
    return isFunctionWord(text) ? { word: text, strength, isFunctionWord: true } : { word: text, strength };
  });
}
