import { toast } from 'sonner';
import type { AppContext } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import type { Recipe } from '../../store/recipe.ts';
import { DEFAULT_TUNING } from '../../store/tuning-reducer.ts';
import { SAMPLES_URL, type Sample } from './load-samples.ts';
import { openPhoto } from '../../services/open-photo.ts';

/** Opens a sample with its own edit, or with another one. */
export async function openSample(
  context: Pick<AppContext, 'store' | 'photos'>,
  { id, file, source, target, seed }: Sample,
  recipe?: Recipe,
): Promise<void> {
  let photo: Blob;
  try {
    const response = await fetch(`${SAMPLES_URL}${file}`);
    if (!response.ok) throw new Error(String(response.status));
    photo = await response.blob();
  } catch {
    toast.error(describeError({ code: 'samples/unreadable' }));
    return;
  }
  const tuning = { ...DEFAULT_TUNING, overrides: { seed } };
  await openPhoto(context, photo, file, recipe ?? { prompts: { source, target, emphasis: {} }, tuning }, id);
}
