import { cutImage } from '../../imaging/cut-image.ts';
import { coveredPart, type Extent } from '../../imaging/plan-extents.ts';
import type { PixelImage } from '../../protocol/edit-request.ts';
import type { EditResult } from '../../protocol/engine.ts';
import type { CropRectangle, PhotoFile, PhotoPart, SmallEdit } from '../../protocol/photo-work.ts';

/** A photo the user opened, with the pixels the model gets. Its file is the page's own copy (`keepFile`) and can be decoded again. */
export interface Photo extends PhotoFile {
  /** Which sample it is; missing for a photo of the user's own. */
  readonly sample?: string;
  /** The edits that are in it, by their names, the first one first; missing for a photo as it was opened. */
  readonly changes?: readonly string[];
  /** Size of the decoded photo, after its EXIF orientation. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** The part that the model gets, or got for the picture on screen. */
  readonly crop: CropRectangle;
  /** The words choose that part, anew for every run. Missing where the user chose it, and where it is the photo from edge to edge. */
  readonly followsWords?: true;
  /** That part at the size it is edited at. */
  readonly pixels: PixelImage;
}

/** What crosses to the photo worker to name a photo. */
export function fileOf({ id, name, file }: Photo): PhotoFile {
  return { id, name, file };
}

/** What is edited of a photo, as it was asked for. */
export function partOf({ followsWords, crop }: Photo): 'whole' | CropRectangle {
  return followsWords === true ? 'whole' : crop;
}

/** Whether two are the same photo, of which the same part is asked for, at the same size. */
export function isSamePart(a: Photo, b: Photo): boolean {
  return a.id === b.id && isCutSo(a, partOf(b), b.pixels);
}

/** Whether this part of it is asked for, at this size. */
export function isCutSo(photo: Photo, part: PhotoPart, { width, height }: Extent): boolean {
  const shown = [partOf(photo), photo.pixels.width, photo.pixels.height];
  return JSON.stringify(shown) === JSON.stringify([part, width, height]);
}

/** What of a picture at the pack's size lies in the photo, without the continued edges around it. */
export function seenOf(
  { crop, widthPx, heightPx }: Pick<Photo, 'crop' | 'widthPx' | 'heightPx'>,
  image: PixelImage,
): PixelImage {
  return cutImage(image, coveredPart({ crop, target: image }, { width: widthPx, height: heightPx }));
}

/** What a photo is called, and what was done to it since it was opened: `ball.png · red → blue`. */
export function nameWithChanges({ name, changes = [] }: Pick<Photo, 'name' | 'changes'>): string {
  return [name, ...changes].join(' · ');
}

/** A result of the engine, as what is to be blended into the photo. */
export function smallEditOf({ pixels, crop }: Photo, result: EditResult): SmallEdit {
  const { image, inversion, mask, isRepainted } = result;
  const reconstruction = inversion?.reconstruction ?? pixels;
  return { photo: pixels, edited: image, reconstruction, mask, crop, ...(isRepainted && { isRepainted }) };
}
