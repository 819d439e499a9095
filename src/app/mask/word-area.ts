import type { EditResult } from '../../protocol/engine.ts';
import type { Photo } from '../photo/photo.ts';
import type { WordPlace } from '../store/app-state.ts';
import type { WordArea } from '../store/painted-mask.ts';
import { chooseWord } from '../picture/choose-word.ts';

/** Where a word acts, as paint; null if the picture on screen was not made with it, or the word acts nowhere. */
export function wordAreaOf(photo: Photo | null, result: EditResult | null, place: WordPlace): WordArea | null {
  const maps = result?.wordMaps ?? null;
  const chosen = chooseWord(maps, place);
  if (photo === null || maps === null || chosen === null) return null;
  const strength = [...chosen.map.strength];
  if (strength.every((value) => value === 0)) return null;
  return { kind: 'word', crop: photo.crop, width: maps.width, height: maps.height, strength };
}
