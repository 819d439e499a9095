import { toast } from 'sonner';
import { nameEdit } from '../../../words/name-edit.ts';
import type { AppContext } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { fileOf, partOf, smallEditOf, type Photo } from '../../photo/photo.ts';
import type { AppState } from '../../store/app-state.ts';
import { commitCurrentEdit } from '../../store/commit-current-edit.ts';
import { continueWith } from '../../store/continue-with.ts';
import { isEditShown } from '../../store/is-edit-shown.ts';

/**
 * Makes the picture on screen the photo of the next edit, whole and at its own size. It is written as a PNG, which loses nothing, and keeps
 * the metadata: what may leave the computer is asked when it is saved. If it cannot be written, everything stays as it was.
 */
export async function continueWithResult({ store, photos }: Pick<AppContext, 'store' | 'photos'>): Promise<void> {
  if (!isEditShown(store.getState())) return;
  store.setState((state) => ({ ...commitCurrentEdit(state), isDecoding: true }));
  const asked = store.getState();
  const photo = asked.photo === null ? null : await bake(photos, asked, asked.photo).catch(() => null);
  store.setState((state) => {
    const isSame = state.photo === asked.photo && state.run.resultKey === asked.run.resultKey;
    return photo !== null && isSame ? { ...continueWith(state, photo), isDecoding: false } : { isDecoding: false };
  });
  if (photo === null) toast.error(describeError({ code: 'export/failed' }));
}

/** A photo with the edit in it, of which the same part is asked for; null where it cannot be read or written. */
async function bake(photos: AppContext['photos'], { run, prompts }: AppState, photo: Photo): Promise<Photo | null> {
  if (run.result === null) return null;
  const edit = smallEditOf(photo, run.result);
  const whole = { format: 'png', quality: 1, longSidePx: null, keepLocation: true } as const;
  const written = await photos.encode(fileOf(photo), edit, whole, null);
  if (!written.ok) return null;
  const file = { id: crypto.randomUUID(), name: photo.name, file: written.value };
  const opened = await photos.open(file, photo.pixels, partOf(photo));
  if (!opened.ok) return null;
  const changes = [...(photo.changes ?? []), nameEdit(prompts)];
  return { ...file, ...opened.value, changes, ...(photo.followsWords && { followsWords: true }) };
}
