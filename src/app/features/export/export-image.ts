import { toast } from 'sonner';
import type { EncodeOptions, PhotoResult } from '../../../protocol/photo-work.ts';
import type { AppContext } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import type { AppState } from '../../store/app-state.ts';
import { exportTexts } from './texts.ts';
import { gone } from '../../photo/keep-file.ts';
import { fileOf, smallEditOf } from '../../photo/photo.ts';
import { commitCurrentEdit } from '../../store/commit-current-edit.ts';
import { nameEdit } from '../../../words/name-edit.ts';
import { hashBlob } from '../../storage/hash-blob.ts';
import { recipeOf } from '../../store/recipe.ts';
import { writePictureRecipe } from '../../formats/picture-recipe.ts';
import { nameExport } from './name-export.ts';
import { saveBlob } from '../../browser/save-blob.ts';
import { shrinkPhoto } from './shrink-photo.ts';

type Needs = Pick<AppContext, 'store' | 'photos'>;

/** Saves the whole photo with the edit in it, in the format the user chose. */
export async function downloadEdit({ store, photos }: Needs): Promise<void> {
  store.setState(commitCurrentEdit);
  await save(photos, store.getState());
}

async function save(photos: Needs['photos'], state: AppState): Promise<void> {
  const { photo, prompts, exporting } = state;
  const encoded = encodeEdit(photos, state, exporting);
  if (photo === null || encoded === null) return;
  const name = nameExport(photo.name, nameEdit(prompts), exporting.format);
  const notice = toast.loading(exportTexts.writing(name));
  try {
    const picture = await encoded;
    if (picture.ok) {
      saveBlob(picture.value, name);
      toast.success(exportTexts.saved(name, photo.widthPx, photo.heightPx), { id: notice });
    } else if (picture.problem.code === 'photo/gone') {
      const { width, height } = photo.pixels;
      const saveSmall = async (): Promise<void> => {
        const small = await shrinkPhoto(photo);
        if (small === null) toast.error(describeError({ code: 'export/failed' }));
        else await save(photos, { ...state, photo: small });
      };
      toast.error(describeError(picture.problem), {
        id: notice,
        action: { label: exportTexts.saveSmall(width, height), onClick: () => void saveSmall() },
      });
    } else {
      const isTooLong = picture.problem.code === 'photo/too-long';
      toast.error(describeError(isTooLong ? picture.problem : { code: 'export/failed' }), { id: notice });
    }
  } catch {
    toast.error(describeError({ code: 'export/failed' }), { id: notice });
  }
}

/** Puts the whole photo with the edit in it into the clipboard, as a PNG: the format that every clipboard takes. */
export async function copyEdit({ store, photos }: Needs): Promise<void> {
  store.setState(commitCurrentEdit);
  if (store.getState().run.result === null) return;
  if (typeof ClipboardItem === 'undefined') {
    toast.error(describeError({ code: 'clipboard/unsupported' }));
    return;
  }
  const encoded = encodeEdit(photos, store.getState(), { ...store.getState().exporting, format: 'png' });
  if (encoded === null) return;
  const png = encoded.then((picture) => {
    if (!picture.ok) throw new Error(picture.problem.code);
    return picture.value;
  });
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    toast.success(exportTexts.copied);
  } catch {
    const picture = await encoded;
    toast.error(describeError(picture.ok ? { code: 'clipboard/denied' } : picture.problem));
  }
}

/** The photo on screen as a file; null if it was not edited yet. */
function encodeEdit(
  photos: Needs['photos'],
  state: AppState,
  options: EncodeOptions,
): Promise<PhotoResult<Blob>> | null {
  const { photo, run } = state;
  if (photo === null || run.result === null) return null;
  const edit = smallEditOf(photo, run.result);
  const encode = async (): Promise<PhotoResult<Blob>> => {
    const photoHash = await hashBlob(photo.file).catch(() => null);
    if (photoHash === null) return gone(photo.name);
    const recipe = writePictureRecipe({ recipe: recipeOf(state), photoHash, photoName: photo.name });
    return photos.encode(fileOf(photo), edit, options, recipe);
  };
  return encode();
}
