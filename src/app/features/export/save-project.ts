import { toast } from 'sonner';
import type { AppContext } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { texts } from '../../i18n/texts.ts';
import { exportTexts } from './texts.ts';
import { gone, isReadable } from '../../photo/keep-file.ts';
import type { Photo } from '../../photo/photo.ts';
import { recipeOf } from '../../store/recipe.ts';
import { saveBlob } from '../../browser/save-blob.ts';
import { commitCurrentEdit } from '../../store/commit-current-edit.ts';
import { PROJECT_ENDING } from '../../formats/project.ts';
import { nextTask } from '../../browser/next-task.ts';
import { writeProject } from '../../formats/write-project.ts';

/** Saves everything of this visit as one file: photos as they were, words, settings, results. */
export async function saveProject({ store }: Pick<AppContext, 'store'>): Promise<void> {
  store.setState(commitCurrentEdit);
  const state = store.getState();
  const { photo, run, history } = state;
  if (photo === null) return;
  const name = `${photo.name.replace(/\.[^.]+$/, '')}${PROJECT_ENDING}`;
  const notice = toast.loading(exportTexts.writing(name));
  try {
    const { result, resultKey } = run;
    const { entries, cursor } = history;
    const blob = await writeProject({ photo, recipe: recipeOf(state), result, resultKey, entries, cursor }, nextTask);
    saveBlob(blob, name);
    toast.success(texts.project.saved(name, blob.size), { id: notice });
  } catch {
    const lost = await findGone([photo, ...history.entries.map((entry) => entry.photo)]);
    toast.error(describeError(lost === null ? { code: 'export/failed' } : gone(lost.name).problem), { id: notice });
  }
}

async function findGone(photos: readonly Photo[]): Promise<Photo | null> {
  for (const photo of photos) if (!(await isReadable(photo.file))) return photo;
  return null;
}
