import { toast } from 'sonner';
import { limitExtent } from '../../../imaging/limit-extent.ts';
import type { Extent } from '../../../imaging/plan-extents.ts';
import type { EncodeOptions, PhotoResult } from '../../../protocol/photo-work.ts';
import type { AppContext } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import type { AppState } from '../../store/app-state.ts';
import { exportTexts } from './texts.ts';
import { gone } from '../../photo/keep-file.ts';
import { fileOf, smallEditOf, type Photo } from '../../photo/photo.ts';
import { shrinkPhoto } from '../../photo/shrink-photo.ts';
import { commitCurrentEdit } from '../../store/commit-current-edit.ts';
import { nameEdit } from '../../../words/name-edit.ts';
import { hashBlob } from '../../storage/hash-blob.ts';
import { recipeOf } from '../../store/recipe.ts';
import { writePictureRecipe } from '../../formats/picture-recipe.ts';
import { nameExport } from './name-export.ts';
import { saveBlob } from '../../browser/save-blob.ts';

/** Of each of the two: together they stay below what every browser can hold in one canvas. */
const COMPARED_PIXELS = 2 ** 22;
const GAPS_PER_WIDTH = 100;

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
      const { width, height } = savedExtent(photo, exporting);
      toast.success(exportTexts.saved(name, width, height), { id: notice });
    } else if (picture.problem.code === 'photo/gone') {
      const { width, height } = photo.pixels;
      const saveSmall = async (): Promise<void> => save(photos, { ...state, photo: await shrinkPhoto(photo) });
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

/** Size of the file that a photo is saved as. */
export function savedExtent({ widthPx, heightPx }: Photo, { longSidePx }: EncodeOptions): Extent {
  return limitExtent({ width: widthPx, height: heightPx }, longSidePx);
}

/** Hands the picture to the sheet of the system, where other apps take it. */
export async function shareEdit({ store, photos }: Needs): Promise<void> {
  store.setState(commitCurrentEdit);
  const state = store.getState();
  const { photo, prompts, exporting } = state;
  const picture = await encodeEdit(photos, state, exporting);
  if (photo === null || picture === null) return;
  if (!picture.ok) {
    toast.error(describeError(picture.problem));
    return;
  }
  const name = nameExport(photo.name, nameEdit(prompts), exporting.format);
  const files = [new File([picture.value], name, { type: picture.value.type })];
  try {
    await navigator.share({ files });
  } catch (error) {
    // Who closes the sheet has changed their mind.
    if (!(error instanceof DOMException && error.name === 'AbortError')) {
      toast.error(describeError({ code: 'export/failed' }));
    }
  }
}

/** Saves the photo and the edit beside each other, at the size of the photo as far as a canvas can hold both. */
export async function saveComparison({ store, photos }: Needs): Promise<void> {
  const { photo, run, prompts } = store.getState();
  if (photo === null || run.result === null) return;
  const shown = await Promise.all([
    photos.show(fileOf(photo), null, COMPARED_PIXELS),
    photos.show(fileOf(photo), smallEditOf(photo, run.result), COMPARED_PIXELS),
  ]);
  const [before, after] = shown.map((answer) => (answer.ok ? answer.value : null));
  const name = nameExport(photo.name, `${nameEdit(prompts)} before after`, 'png');
  const picture = before && after ? await drawBesides(before, after).catch(() => null) : null;
  before?.close();
  after?.close();
  if (picture === null) {
    toast.error(describeError({ code: 'export/failed' }));
    return;
  }
  saveBlob(picture.blob, name);
  toast.success(exportTexts.saved(name, picture.width, picture.height));
}

async function drawBesides(before: ImageBitmap, after: ImageBitmap) {
  const gap = Math.max(2, Math.round(before.width / GAPS_PER_WIDTH));
  const [width, height] = [2 * before.width + gap, before.height];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no 2D context.');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(before, 0, 0);
  context.drawImage(after, before.width + gap, 0);
  return { blob: await canvas.convertToBlob({ type: 'image/png' }), width, height };
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
