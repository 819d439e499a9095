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
  const size = height * width;
  // One piece of memory: a history keeps thousands of maps, and each array of its own takes as much again as its numbers.
  const strengths = new Uint8Array((source.words.length + target.words.length) * size);
  const inTarget = strengths.subarray(source.words.length * size);
  return {
    width,
    height,
    source: mapEachWord(maps, 0, source, strengths),
    target: mapEachWord(maps, 1, target, inTarget),
  };
}

/** Writes the maps of a row to the beginning of `strengths`, one word behind the other. */
function mapEachWord(
  maps: Tensor,
  row: number,
  { words }: TokenizedPrompt,
  strengths: WordMap['strength'],
): readonly WordMap[] {
  return words.map(({ text, positions }, index) => {
    const { data } = sumMaps(maps, row, positions);
    const largest = data.reduce((a, b) => Math.max(a, b), 0);
    const strength = strengths.subarray(index * data.length, (index + 1) * data.length);
    data.forEach((value, i) => {
      strength[i] = largest > 0 ? Math.round((255 * value) / largest) : 0;
    });
    return isFunctionWord(text) ? { word: text, strength, isFunctionWord: true } : { word: text, strength };
  });
}
