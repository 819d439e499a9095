import { texts } from '../../i18n/texts.ts';
import type { Fit } from '../../store/check-fit.ts';

/** Whether a pack fits this device, and what stands in the way. */
export function describeFit({ verdict, problems }: Fit): string {
  return verdict === 'no' ? problems.map((problem) => texts.packs.problems[problem]).join(' ') : texts.packs[verdict];
}
