import { toast } from 'sonner';
import type { AppContext } from '../../../app-context.ts';
import { readPixels } from '../../../browser/read-pixels.ts';
import { savePicture } from '../../../picture/save-picture.ts';
import { describeError } from '../../../i18n/describe-error.ts';
import { layOver } from '../../../mask/lay-over.ts';
import { editedGrid, paintableGrid, type MaskGrid } from '../../../mask/mask-grids.ts';
import { rasteriseMask } from '../../../mask/rasterise-mask.ts';
import type { Photo } from '../../../photo/photo.ts';
import type { AppState } from '../../../store/app-state.ts';
import { limitToWord, maskOf } from '../../../store/mask-reducer.ts';
import { isPainted, type WordArea } from '../../../store/painted-mask.ts';

/** More cells than this say no more of a mask, and would fill a project. */
const MAX_SIDE = 128;

/** Whether anything says where an edit acts. */
export function hasMask(state: AppState): boolean {
  return (state.run.result?.mask ?? null) !== null || isPainted(maskOf(state));
}

/** Where the edit on screen acts, or what is painted for the next one, over all that can be painted on; null where nothing limits it. */
function readMask(state: AppState, photo: Photo, grid: MaskGrid): Uint8Array<ArrayBuffer> | null {
  const acting = state.run.result?.mask ?? null;
  if (acting !== null) return layOver(acting, editedGrid(photo), grid);
  return rasteriseMask(maskOf(state), grid)?.added ?? null;
}

/** Saves the mask as a grey picture: white is where the edit acts. */
export async function saveMask({ store }: Pick<AppContext, 'store'>): Promise<void> {
  const state = store.getState();
  const { photo } = state;
  if (photo === null) return;
  const grid = paintableGrid(photo);
  const mask = readMask(state, photo, grid);
  if (mask === null) return;
  const data = new Uint8ClampedArray(4 * mask.length);
  mask.forEach((value, pixel) => data.set([value, value, value, 255], 4 * pixel));
  const { width, height } = grid;
  await savePicture({ width, height, data }, `${photo.name.replace(/\.[^.]+$/, '')}-mask.png`);
}

/** Takes a picture for the mask: where it is white may change. It covers all that can be painted on. */
export async function openMask({ store, chooseFile }: Pick<AppContext, 'store' | 'chooseFile'>): Promise<void> {
  const file = await chooseFile();
  const { photo } = store.getState();
  if (file === null || photo === null) return;
  const area = await readArea(file, paintableGrid(photo).crop).catch(() => null);
  if (area === null) toast.error(describeError({ code: 'photo/unreadable', parameters: { name: file.name } }));
  else store.setState((state) => limitToWord(state, area));
}

async function readArea(file: File, crop: WordArea['crop']): Promise<WordArea> {
  const { width, height, data } = await readPixels(file, MAX_SIDE);
  const strength = Array.from({ length: width * height }, (_, i) => {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(4 * i, 4 * i + 4);
    return Math.round((((red + green + blue) / 3) * alpha) / 255);
  });
  return { kind: 'word', crop, width, height, strength };
}
