import type { EditResult } from '../../../../protocol/engine.ts';
import { texts } from '../../../i18n/texts.ts';
import { isPainted, type PaintedMask } from '../../../store/painted-mask.ts';

/** What the mask over the picture means, and what to do with it. */
export function describeMask(mask: PaintedMask, result: EditResult | null): string {
  const hasAutomatic = (result?.automaticMask ?? null) !== null;
  if (mask.isLimit && !isPainted(mask)) return texts.mask.limitEmpty;
  if (mask.isLimit) return hasAutomatic ? `${texts.mask.limitHint} ${texts.mask.idle}` : texts.mask.limitHint;
  return hasAutomatic || isPainted(mask) ? texts.mask.corrected : texts.mask.none;
}
