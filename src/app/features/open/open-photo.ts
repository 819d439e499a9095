import { toast } from 'sonner';
import { sayError } from '../../i18n/say-error.ts';
import { decodePhoto } from '../../photo/decode-photo.ts';
import { fitPhoto } from '../../photo/fit-photo.ts';
import type { Photo } from '../../photo/photo.ts';
import type { PhotoResult } from '../../photo/photo-problem.ts';
import { planExtents, type Extent } from '../../photo/plan-extents.ts';
import type { AppStore } from '../../store/app-store.ts';
import { EMPTY_PROMPTS, type Prompts } from '../../store/prompts-reducer.ts';
import { NO_RUN } from '../../store/run-reducer.ts';
import { DEFAULT_TUNING, type Tuning } from '../../store/tuning-reducer.ts';
import { commitCurrentEdit } from '../history/commit-current-edit.ts';

/** The size of the bundled pack, for photos opened before its manifest is here. */
const STARTER_EXTENT: Extent = { width: 128, height: 128 };

export interface OpenPhotoOptions {
  readonly prompts?: Prompts;
  readonly tuning?: Tuning;
}

/** Opens a photo in place of the one on screen. If it cannot be opened, everything stays as it was and a toast says why. */
export async function openPhoto(
  store: AppStore,
  file: Blob,
  name: string,
  options: OpenPhotoOptions = {},
): Promise<void> {
  store.setState({ isDecoding: true });
  const opened = await readPhoto(file, name, store.getState().pack.opened?.manifest.image ?? STARTER_EXTENT);
  if (!opened.ok) {
    store.setState({ isDecoding: false });
    toast.error(sayError(opened.problem));
    return;
  }
  store.setState((state) => {
    const committed = commitCurrentEdit(state);
    return {
      ...committed,
      isDecoding: false,
      photo: opened.value,
      prompts: options.prompts ?? EMPTY_PROMPTS,
      tuning: options.tuning ?? DEFAULT_TUNING,
      run: NO_RUN,
      view: { ...state.view, screen: 'edit' },
    };
  });
}

/** Cuts the photo on screen to the size of a pack that opened after it. */
export async function refitPhoto(store: AppStore, extent: Extent): Promise<void> {
  const { photo } = store.getState();
  if (photo === null || (photo.pixels.width === extent.width && photo.pixels.height === extent.height)) return;
  const refitted = await readPhoto(photo.file, photo.name, extent);
  if (!refitted.ok) return;
  store.setState((state) => (state.photo === photo ? { photo: refitted.value, run: NO_RUN } : {}));
}

async function readPhoto(file: Blob, name: string, extent: Extent): Promise<PhotoResult<Photo>> {
  const decoded = await decodePhoto(file, name);
  if (!decoded.ok) return decoded;
  const bitmap = decoded.value;
  try {
    const plan = planExtents(bitmap, extent);
    const pixels = await fitPhoto(bitmap, plan);
    const { width: widthPx, height: heightPx } = bitmap;
    return { ok: true, value: { id: crypto.randomUUID(), name, file, widthPx, heightPx, plan, pixels } };
  } catch {
    return { ok: false, problem: { code: 'photo/unreadable', parameters: { name } } };
  } finally {
    bitmap.close();
  }
}
