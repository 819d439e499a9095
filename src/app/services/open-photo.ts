import { toast } from 'sonner';
import { planPart, reachesBeyond, type Extent } from '../../imaging/plan-extents.ts';
import type { ColourLoss, PhotoFile, PhotoPart, PhotoResult, PhotoWork } from '../../protocol/photo-work.ts';
import type { AppContext } from '../app-context.ts';
import { createTexts } from '../i18n/create-texts.ts';
import { describeError } from '../i18n/describe-error.ts';
import { keepFile } from '../photo/keep-file.ts';
import { fileOf, isCutSo, partOf, type Photo } from '../photo/photo.ts';
import type { AppState } from '../store/app-state.ts';
import { EMPTY_RECIPE, type Recipe } from '../store/recipe.ts';
import { showCutOut, showPhoto } from '../store/show-photo.ts';
import { commitCurrentEdit } from '../store/commit-current-edit.ts';

const colourTexts = createTexts({
  en: {
    space: (name: string) =>
      `The colours of ${name} are saved as sRGB: edited pictures cannot keep its own kind of colours.`,
    depth: (name: string) => `${name} has more than 8 bits a colour; edited pictures are saved with 8.`,
  },
  de: {
    space: (name) =>
      `Die Farben von ${name} werden als sRGB gespeichert: ihre eigene Art können bearbeitete Bilder nicht behalten.`,
    depth: (name) => `${name} hat mehr als 8 Bit je Farbe; bearbeitete Bilder werden mit 8 gespeichert.`,
  },
});

/** The size of the bundled pack, for photos opened before its manifest is here. */
const STARTER_EXTENT: Extent = { width: 256, height: 256 };

/**
 * Opens a photo in place of the one on screen. If it cannot be opened, everything stays as it was and a toast says why.
 *
 * @param recipe what to make of it; else what a link brought, else nothing yet
 * @param sample which sample it is
 * @returns the photo on screen; null where it cannot be opened
 */
export async function openPhoto(
  { store, photos }: Pick<AppContext, 'store' | 'photos'>,
  file: Blob,
  name: string,
  recipe?: Recipe,
  sample?: string,
): Promise<Photo | null> {
  store.setState({ isDecoding: true });
  const extent = store.getState().pack.opened?.manifest.image ?? STARTER_EXTENT;
  const opened = await readPhoto(photos, { id: crypto.randomUUID(), name, file }, extent, 'whole');
  // Only now: what is no picture, of whatever size, is refused by its first bytes.
  const kept = opened.ok ? await keepFile({ name, file }) : opened;
  if (!opened.ok || !kept.ok) {
    store.setState({ isDecoding: false });
    if (!kept.ok) toast.error(describeError(kept.problem));
    return null;
  }
  for (const loss of opened.value.colourLosses) toast(colourTexts[loss](name));
  const photo = { ...opened.value.photo, file: kept.value, ...(sample === undefined ? {} : { sample }) };
  store.setState((state) => ({
    ...commitCurrentEdit(state),
    ...showPhoto(state, { photo, recipe: recipe ?? state.linked ?? EMPTY_RECIPE }),
    isDecoding: false,
    linked: null,
  }));
  return photo;
}

/** Cuts the photo on screen to the size of the pack that is open. */
export async function refitPhoto(context: Pick<AppContext, 'store' | 'photos'>): Promise<void> {
  const { photo } = context.store.getState();
  if (photo === null) return;
  await recutPhoto(context, photo.id, (shown, { pack }) => ({
    extent: pack.opened?.manifest.image ?? shown.pixels,
    part: partOf(shown),
  }));
}

/** Edits another part of the photo on screen, or again what the words choose; words and settings stay. */
export function recropPhoto(
  context: Pick<AppContext, 'store' | 'photos'>,
  photo: Photo,
  part: PhotoPart,
): Promise<void> {
  return recutPhoto(context, photo.id, (shown) => ({ extent: shown.pixels, part }), commitCurrentEdit);
}

interface CutOrder {
  readonly extent: Extent;
  readonly part: PhotoPart;
}

/**
 * Shows another cut of the photo with this id. While one is read, a pack that opens or a run that ends may replace the photo by
 * another cut of itself: then what was ordered is read anew, for that one.
 *
 * @param leave what becomes of the state that is left for the new cut
 */
async function recutPhoto(
  { store, photos }: Pick<AppContext, 'store' | 'photos'>,
  id: string,
  order: (shown: Photo, state: AppState) => CutOrder,
  leave: (state: AppState) => Partial<AppState> = () => ({}),
): Promise<void> {
  for (;;) {
    const state = store.getState();
    const { photo } = state;
    if (photo?.id !== id) return;
    const { extent, part } = order(photo, state);
    if (isCutSo(photo, part, extent)) return;
    const cut = await readPhoto(photos, fileOf(photo), extent, fitPart(part, extent));
    if (!cut.ok) {
      toast.error(describeError(cut.problem), { id });
      return;
    }
    if (store.getState().photo !== photo) continue;
    store.setState((current) => ({ ...leave(current), ...showCutOut(current, withCut(photo, cut.value.photo)) }));
    return;
  }
}

/** A part that was chosen stays so, unless it has not the ratio of the pack. */
function fitPart(part: PhotoPart, extent: Extent): PhotoPart {
  return typeof part !== 'string' && reachesBeyond(planPart('whole', part, extent).crop, part) ? 'whole' : part;
}

function withCut({ followsWords: _before, ...photo }: Photo, cut: Photo): Photo {
  return { ...photo, ...cut };
}

/** Opens a photo, or another part of it. Words choose of a whole photo of another ratio than the pack's what is edited. */
export async function readPhoto(
  photos: PhotoWork,
  file: PhotoFile,
  extent: Extent,
  part: PhotoPart,
): Promise<PhotoResult<{ readonly photo: Photo; readonly colourLosses: readonly ColourLoss[] }>> {
  const opened = await photos.open(file, { width: extent.width, height: extent.height }, part);
  if (!opened.ok) return opened;
  const { colourLosses, ...cut } = opened.value;
  const follows = part === 'whole' && reachesBeyond(cut.crop, { width: cut.widthPx, height: cut.heightPx });
  return { ok: true, value: { photo: { ...file, ...cut, ...(follows && { followsWords: true }) }, colourLosses } };
}
