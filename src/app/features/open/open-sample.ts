import { toast } from 'sonner';
import type { AppContext } from '../../app-context.ts';
import { readPixels } from '../../browser/read-pixels.ts';
import { describeError } from '../../i18n/describe-error.ts';
import type { Recipe } from '../../store/recipe.ts';
import { DEFAULT_TUNING } from '../../store/tuning-reducer.ts';
import { afterUrl, SAMPLES_URL, type Sample } from './load-samples.ts';
import { openPhoto } from '../../services/open-photo.ts';

/** Opens a sample with its own edit, whose picture is there at once, or with another one. */
export async function openSample(
  context: Pick<AppContext, 'store' | 'photos'>,
  { id, file, source, target, seed }: Sample,
  recipe?: Recipe,
): Promise<void> {
  const { store } = context;
  // Another model makes something else of it.
  const isKnown = recipe === undefined && store.getState().packs.choice.kind === 'starter';
  const [photo, image] = await Promise.all([
    fetchFile(`${SAMPLES_URL}${file}`).catch(() => null),
    isKnown
      ? fetchFile(afterUrl(id))
          .then((after) => readPixels(after, null))
          .catch(() => null)
      : null,
  ]);
  if (photo === null) {
    toast.error(describeError({ code: 'samples/unreadable' }));
    return;
  }
  const tuning = { ...DEFAULT_TUNING, overrides: { seed } };
  const own = { prompts: { source, target, emphasis: {} }, tuning };
  const opened = await openPhoto(context, photo, file, recipe ?? own, id);
  if (opened !== null && image !== null) store.setState({ foreseen: { photoId: opened.id, recipe: own, image } });
}

async function fetchFile(url: string): Promise<Blob> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(String(response.status));
  return response.blob();
}
