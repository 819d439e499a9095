import { planByWords } from '../../imaging/frame-thing.ts';
import { planWhole, type Extent } from '../../imaging/plan-extents.ts';
import type { EditRequest } from '../../protocol/edit-request.ts';
import type { EngineListener, Result, ThingMap } from '../../protocol/engine.ts';
import type { CropRectangle, PhotoPart, PhotoResult, PhotoWork } from '../../protocol/photo-work.ts';
import type { EngineClient } from '../clients/engine-client/engine-client.ts';
import { describeError } from '../i18n/describe-error.ts';
import { rasteriseMask } from '../mask/rasterise-mask.ts';
import { fileOf, type Photo } from '../photo/photo.ts';
import type { PaintedMask } from '../store/painted-mask.ts';

export interface FramingPorts {
  readonly photos: Pick<PhotoWork, 'open'>;
  readonly engine: Pick<EngineClient, 'locate'>;
}

/** The last whole cut of each photo, by its file: words are looked for in it before every run. */
const WHOLES = new WeakMap<Blob, Photo>();

/**
 * The photo as the model should see it for these words: a part about the thing that they name and what is painted about it, else the whole.
 * A photo of which the user chose the part stays as it is.
 *
 * @param mask null where nothing is painted
 */
export async function frameByWords(
  { photos, engine }: FramingPorts,
  photo: Photo,
  words: Omit<EditRequest, 'image' | 'mask'>,
  mask: PaintedMask | null,
  onEvent: EngineListener,
): Promise<Result<Photo>> {
  if (photo.followsWords !== true) return { ok: true, value: photo };
  const whole = await cutWhole(photos, photo);
  if (!whole.ok) return failWith(whole);
  const located = await engine.locate({ ...words, image: whole.value.pixels }, onEvent);
  if (!located.ok) return located;
  const thing = located.value && paintThing(located.value, mask, whole.value.crop);
  const { crop } = planByWords(thing, extentOf(photo), photo.pixels);
  const known = [whole.value, photo].find((cut) => isEqual(cut.crop, crop));
  const framed = known === undefined ? await cut(photos, photo, crop) : ({ ok: true, value: known } as const);
  return framed.ok ? framed : failWith(framed);
}

/** The whole photo as the model sees it. */
export async function cutWhole(photos: FramingPorts['photos'], photo: Photo): Promise<PhotoResult<Photo>> {
  const { crop, target } = planWhole(extentOf(photo), photo.pixels);
  const known = isEqual(photo.crop, crop) ? photo : WHOLES.get(photo.file);
  const isKnown = known?.pixels.width === target.width && known.pixels.height === target.height;
  const whole = isKnown ? ({ ok: true, value: known } as const) : await cut(photos, photo, 'whole');
  if (whole.ok) WHOLES.set(photo.file, whole.value);
  return whole;
}

async function cut(photos: FramingPorts['photos'], photo: Photo, part: PhotoPart): Promise<PhotoResult<Photo>> {
  const opened = await photos.open(fileOf(photo), photo.pixels, part);
  if (!opened.ok) return opened;
  const { crop, pixels } = opened.value;
  return { ok: true, value: { ...photo, crop, pixels } };
}

/** What is painted belongs to the thing; a limit takes its place, because nothing beyond it changes. */
function paintThing(thing: ThingMap, mask: PaintedMask | null, crop: CropRectangle): ThingMap {
  const { width, height } = thing;
  const painted = mask && rasteriseMask(mask, { crop, width, height });
  if (painted === null) return thing;
  const { added, isLimit } = painted;
  const strength = isLimit ? added : thing.strength.map((value, i) => Math.max(value, added[i] ?? 0));
  return { width, height, strength };
}

function failWith({ problem }: Extract<PhotoResult<Photo>, { ok: false }>): Result<never> {
  return { ok: false, error: { code: 'run/failed', parameters: { detail: describeError(problem) } } };
}

function extentOf({ widthPx, heightPx }: Photo): Extent {
  return { width: widthPx, height: heightPx };
}

function isEqual(a: CropRectangle, b: CropRectangle): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
