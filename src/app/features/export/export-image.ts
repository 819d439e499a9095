import { toast } from 'sonner';
import type { EncodeOptions } from '../../../protocol/photo-work.ts';
import type { AppContext } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { exportTexts } from './texts.ts';
import { fileOf, smallEditOf } from '../../photo/photo.ts';
import { commitCurrentEdit } from '../../store/commit-current-edit.ts';
import { nameEdit } from '../../../words/name-edit.ts';
import { hashBlob } from '../../storage/hash-blob.ts';
import { recipeOf } from '../../store/recipe.ts';
import { writePictureRecipe } from '../../formats/picture-recipe.ts';
import { nameExport } from './name-export.ts';
import { saveBlob } from '../../browser/save-blob.ts';

type Needs = Pick<AppContext, 'store' | 'photos'>;

/** Saves the whole photo with the edit in it, in the format the user chose. */
export async function downloadEdit(context: Needs): Promise<void> {
  const { store } = context;
  store.setState(commitCurrentEdit);
  const { photo, prompts, exporting } = store.getState();
  const encoded = encodeEdit(context, exporting);
  if (photo === null || encoded === null) return;
  const name = nameExport(photo.name, nameEdit(prompts), exporting.format);
  const notice = toast.loading(exportTexts.writing(name));
  try {
    saveBlob(await encoded, name);
    toast.success(exportTexts.saved(name, photo.widthPx, photo.heightPx), { id: notice });
  } catch {
    toast.error(describeError({ code: 'export/failed' }), { id: notice });
  }
}

/** Puts the whole photo with the edit in it into the clipboard, as a PNG: the format that every clipboard takes. */
export async function copyEdit(context: Needs): Promise<void> {
  const { store } = context;
  store.setState(commitCurrentEdit);
  if (store.getState().run.result === null) return;
  if (typeof ClipboardItem === 'undefined') {
    toast.error(describeError({ code: 'clipboard/unsupported' }));
    return;
  }
  const encoded = encodeEdit(context, { ...store.getState().exporting, format: 'png' });
  if (encoded === null) return;
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': encoded })]);
    toast.success(exportTexts.copied);
  } catch {
    toast.error(describeError({ code: 'clipboard/denied' }));
  }
}

/** The photo on screen as a file; null if it was not edited yet. */
function encodeEdit({ store, photos }: Needs, options: EncodeOptions): Promise<Blob> | null {
  const state = store.getState();
  const { photo, run } = state;
  if (photo === null || run.result === null) return null;
  const edit = smallEditOf(photo, run.result);
  const encode = async (): Promise<Blob> => {
    const photoHash = await hashBlob(photo.file);
    const recipe = writePictureRecipe({ recipe: recipeOf(state), photoHash, photoName: photo.name });
    const encoded = await photos.encode(fileOf(photo), edit, options, recipe);
    if (!encoded.ok) throw new Error(encoded.problem.code);
    return encoded.value;
  };
  return encode();
}
