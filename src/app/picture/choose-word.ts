import type { WordMap, WordMaps } from '../../protocol/engine.ts';
import type { WordPlace } from '../store/app-state.ts';

export interface ChosenWord extends WordPlace {
  readonly map: WordMap;
}

/** The word that was asked for, if the picture was made with it. */
export function chooseWord(maps: WordMaps | null, asked: WordPlace | null): ChosenWord | null {
  if (maps === null || asked === null) return null;
  const map = maps[asked.sentence][asked.index];
  return map?.word === asked.word ? { ...asked, map } : null;
}

/** The first target word that the source does not have, else the first target word. */
export function chooseNewWord(maps: WordMaps | null): ChosenWord | null {
  if (maps === null) return null;
  const known = new Set(maps.source.map(({ word }) => word.toLowerCase()));
  const index = Math.max(
    0,
    maps.target.findIndex(({ word }) => !known.has(word.toLowerCase())),
  );
  const map = maps.target[index];
  return map === undefined ? null : { sentence: 'target', index, word: map.word, map };
}
