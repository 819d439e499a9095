import { toast } from 'sonner';
import type { AppContext } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { hashBlob } from '../../storage/hash-blob.ts';
import { commitCurrentEdit } from '../../store/commit-current-edit.ts';
import { openPhoto } from '../../services/open-photo.ts';
import type { PictureRecipe } from '../../formats/picture-recipe.ts';

/** Takes words and settings from a saved picture. They act on the original photo if that is open, else on the picture itself. */
export async function openPictureRecipe(
  context: Pick<AppContext, 'store' | 'photos'>,
  file: Blob,
  name: string,
  { recipe, photoHash, photoName }: PictureRecipe,
): Promise<void> {
  const { store } = context;
  const { photo } = store.getState();
  // A photo that cannot be read any more cannot be told to be the original.
  const openHash = photo === null ? null : await hashBlob(photo.file).catch(() => null);
  if (openHash === photoHash) {
    store.setState((state) => ({
      ...commitCurrentEdit(state),
      ...recipe,
      view: { ...state.view, screen: 'edit' },
    }));
    toast.success(texts.project.recipeApplied(name, photoName));
    return;
  }
  await openPhoto(context, file, name, recipe);
  toast(texts.project.recipeWithoutPhoto(name, photoName));
}
