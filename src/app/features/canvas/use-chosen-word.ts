import { useMemo } from 'react';
import type { PixelImage } from '../../../protocol/edit-request.ts';
import { useAppState } from '../../app-context.ts';
import { chooseNewWord, chooseWord, type ChosenWord } from '../../picture/choose-word.ts';
import { paintHeat } from './compare-images.ts';

export interface WordView {
  readonly chosen: ChosenWord | null;
  /** Where it acts, at the model's attention size. */
  readonly heat: PixelImage | null;
}

/** The word whose map lies over the picture: in the view of the words there is always one. */
export function useChosenWord(): WordView {
  const maps = useAppState((state) => state.run.result?.wordMaps ?? null);
  const requested = useAppState((state) => state.view.word);
  const mode = useAppState((state) => state.view.mode);
  const chosen = useMemo(
    () => chooseWord(maps, requested) ?? (mode === 'words' ? chooseNewWord(maps) : null),
    [maps, requested, mode],
  );
  const heat = useMemo(
    () => (maps === null || chosen === null ? null : paintHeat(chosen.map.strength, maps.width, maps.height)),
    [maps, chosen],
  );
  return { chosen, heat };
}
