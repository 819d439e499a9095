import { transfer } from 'comlink';
import { checkSides } from '../../src/imaging/check-photo.ts';
import type { ColourSpace } from '../../src/imaging/colour/colour-space.ts';
import { copyMetadata } from '../../src/imaging/metadata/copy-metadata.ts';
import { limitExtent } from '../../src/imaging/limit-extent.ts';
import { type Extent, planPart } from '../../src/imaging/plan-extents.ts';
import type { EncodeOptions, PhotoFile, PhotoResult, PhotoWork, SmallEdit } from '../../src/protocol/photo-work.ts';
import { blendSurface } from './blend-surface.ts';
import { decodePhoto, decodeUpright, toDecodable } from './decode-photo.ts';
import { fitPhoto } from './fit-photo.ts';
import { encodeTranslucent } from './encode-translucent.ts';
import { findColourLosses, keepableProfile } from './stored-colours.ts';
import { createSurface, encodeCanvas, type Surface } from './surface.ts';
import { createTaskQueue } from '../../src/runtime/task-queue.ts';

/** Larger photos are decoded anew each time rather than kept: 64 megapixels take a quarter of a gigabyte. */
const MAX_KEPT_PIXELS = 64_000_000;

interface Kept {
  readonly id: string;
  readonly bitmap: ImageBitmap;
}

/** The PNG that stands for the last photo, where it is a TIFF. */
interface Converted {
  readonly id: string;
  readonly file: Blob;
}

/** Work on photos, one after the other; the last photo stays decoded. */
export function createPhotoWork(): PhotoWork {
  let kept: Kept | null = null;
  let converted: Converted | null = null;
  const queue = createTaskQueue();

  async function withBitmap<T>(
    { id, file, name }: PhotoFile,
    task: (bitmap: ImageBitmap, picture: Blob) => Promise<T>,
  ): Promise<PhotoResult<T>> {
    const decodable =
      converted?.id === id ? { ok: true as const, value: converted.file } : await toDecodable(file, name);
    if (!decodable.ok) return decodable;
    const picture = decodable.value;
    converted = picture === file ? null : { id, file: picture };
    const decoded = kept?.id === id ? { ok: true as const, value: kept.bitmap } : await decodePhoto(picture, name);
    if (!decoded.ok) return decoded;
    const bitmap = decoded.value;
    const isKept = bitmap.width * bitmap.height <= MAX_KEPT_PIXELS;
    if (isKept && kept?.bitmap !== bitmap) {
      kept?.bitmap.close();
      kept = { id, bitmap };
    }
    try {
      return { ok: true, value: await task(bitmap, picture) };
    } catch {
      return { ok: false, problem: { code: 'photo/unreadable', parameters: { name } } };
    } finally {
      if (!isKept) bitmap.close();
    }
  }

  return {
    open: (file, pack, part) =>
      queue.enqueue(() =>
        withBitmap(file, async (bitmap) => {
          const plan = planPart(part, bitmap, pack);
          const pixels = await fitPhoto(bitmap, plan);
          const colourLosses = await findColourLosses(file.file);
          return { widthPx: bitmap.width, heightPx: bitmap.height, crop: plan.crop, pixels, colourLosses };
        }),
      ),

    show: (file, edit, pixelLimit) =>
      queue.enqueue(async () => {
        const shown = await withBitmap(file, async (bitmap) => {
          const { width, height } = bitmap;
          const scale = Math.sqrt(pixelLimit / (width * height));
          return draw(bitmap, edit, limitExtent(bitmap, scale * Math.max(width, height))).canvas;
        });
        if (!shown.ok) return shown;
        const bitmap = shown.value.transferToImageBitmap();
        return transfer({ ok: true, value: bitmap }, [bitmap]);
      }),

    encode: (file, edit, options, recipe) =>
      queue.enqueue(async () => {
        const encoded = await withBitmap<PhotoResult<Blob>>(file, async (bitmap, picture) => {
          const problem = checkSides(limitExtent(bitmap, options.longSidePx), options.format, file.name);
          if (problem !== null) return { ok: false, problem };
          return { ok: true, value: await encode(bitmap, edit, picture, options, recipe) };
        });
        return encoded.ok ? encoded.value : encoded;
      }),
  };
}

function draw(
  bitmap: ImageBitmap,
  edit: SmallEdit | null,
  { width, height }: Extent,
  space: ColourSpace | null = null,
): Surface {
  const surface = createSurface(width, height);
  const { canvas, context } = surface;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  if (edit !== null) blendSurface(surface, edit, canvas.width / bitmap.width, space);
  return surface;
}

async function encode(
  bitmap: ImageBitmap,
  edit: SmallEdit,
  photo: Blob,
  options: EncodeOptions,
  recipe: string | null,
): Promise<Blob> {
  const { format, keepLocation, longSidePx } = options;
  const { width, height } = limitExtent(bitmap, longSidePx);
  const isWhole = width === bitmap.width && height === bitmap.height;
  const bytes = new Uint8Array(await photo.arrayBuffer());
  const profile = await keepableProfile(bytes);
  const space = profile?.space ?? null;
  const picture =
    (isWhole ? await encodeTranslucent(photo, edit, options, space) : null) ??
    (await encodeSurface(await drawInSpace(bitmap, edit, photo, { width, height }, space), options));
  const change = { width, height, keepLocation };
  const file = copyMetadata(picture, format, bytes, change, { recipe, icc: profile?.icc ?? null });
  return new Blob([file], { type: `image/${format}` });
}

/** In its own space the colours of a photo are read anew, because those of the bitmap are converted when they are drawn. */
async function drawInSpace(
  bitmap: ImageBitmap,
  edit: SmallEdit,
  photo: Blob,
  extent: Extent,
  space: ColourSpace | null,
): Promise<Surface> {
  if (space === null) return draw(bitmap, edit, extent);
  const stored = await decodeUpright(photo, 'stored');
  try {
    return draw(stored, edit, extent, space);
  } finally {
    stored.close();
  }
}

async function encodeSurface({ canvas, context }: Surface, { format, quality }: EncodeOptions): Promise<Uint8Array> {
  if (format === 'jpeg') {
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return encodeCanvas(canvas, format, quality);
}
