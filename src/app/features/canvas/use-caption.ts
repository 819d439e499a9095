import { describePlace } from '../../../imaging/describe-place.ts';
import { useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { canvasTexts } from './texts.ts';
import { nameWithChanges, type Photo } from '../../photo/photo.ts';
import type { ChosenWord } from '../../picture/choose-word.ts';
import { isOutlineTool, isPainting, maskOf } from '../../store/mask-reducer.ts';
import { isPainted } from '../../store/painted-mask.ts';
import { describeMask } from './mask/describe-mask.ts';

/** The sentence beside the picture: what is shown of it. */
export function useCaption(photo: Photo, word: ChosenWord | null, hasAfter: boolean): string {
  const mode = useAppState((state) => state.view.mode);
  const isMasking = useAppState(isPainting);
  const isSelecting = useAppState(({ view }) => view.tool === 'select');
  const isLooking = useAppState(({ view }) => view.isLooking);
  const selected = useAppState(({ view }) => view.selected);
  const isOutlining = useAppState(({ view }) => isOutlineTool(view.tool));
  const maps = useAppState((state) => state.run.result?.wordMaps ?? null);
  const hasMask = useAppState((state) => isPainted(maskOf(state)));
  const maskNote = useAppState((state) => describeMask(maskOf(state), state.run.result));
  if (word !== null && maps !== null) {
    return canvasTexts.wordActs(word.word, describePlace(word.map, maps.width, maps.height));
  }
  if (isLooking) return texts.mask.looking;
  if (isSelecting) return selected === null ? texts.mask.selectHint : texts.mask.selected(selected);
  if (isOutlining && !hasMask) return texts.mask.outlineHint;
  if (isMasking) return maskNote;
  if (mode === 'difference' && hasAfter) return canvasTexts.noDifference;
  if (mode === 'words') return canvasTexts.noWordMaps;
  return canvasTexts.editedAt(nameWithChanges(photo), photo.pixels, { width: photo.widthPx, height: photo.heightPx });
}
