import type { ColourSpace } from '../../src/imaging/colour/colour-space.ts';
import { writeWebpAlpha } from '../../src/imaging/metadata/webp-chunks.ts';
import { writePng } from '../../src/imaging/png/write-png.ts';
import { sniffImageType } from '../../src/imaging/sniff-image-type.ts';
import type { EncodeOptions, SmallEdit } from '../../src/protocol/photo-work.ts';
import { blendPixels } from './blend-surface.ts';
import { deflate } from './deflate.ts';
import { isTranslucent, readStraightPixels, type StraightPixels } from './straight-pixels.ts';
import { createSurface, encodeCanvas } from './surface.ts';

/** Enough to tell a JPEG, which has no transparent parts. */
const HEAD_BYTES = 64;
/** Browsers write a lossless WebP at 1, which would have to hold colours and alpha together. */
const HIGHEST_LOSSY_QUALITY = 0.99;
const OPAQUE = 255;

/**
 * A PNG or WebP of a photo with transparent parts, of which a canvas would change colours; null for all other pictures, and where this
 * browser cannot do it.
 *
 * @param space of the photo's bytes, which are then taken as they are stored; null for sRGB
 */
export async function encodeTranslucent(
  photo: Blob,
  edit: SmallEdit,
  { format, quality }: EncodeOptions,
  space: ColourSpace | null,
): Promise<Uint8Array | null> {
  const head = new Uint8Array(await photo.slice(0, HEAD_BYTES).arrayBuffer());
  if (format === 'jpeg' || sniffImageType(head) === 'jpeg') return null;
  const pixels = await readStraightPixels(photo, space === null ? 'srgb' : 'stored');
  if (pixels === null || !isTranslucent(pixels)) return null;
  blendPixels(pixels, edit, space);
  return format === 'png' ? writePng(pixels, deflate) : encodeWebp(pixels, quality);
}

/** Colours and alpha are encoded apart, each as an opaque picture. */
async function encodeWebp({ width, height, data }: StraightPixels, quality: number): Promise<Uint8Array | null> {
  const { canvas, context } = createSurface(width, height);
  const image = new ImageData(data, width, height);
  const alpha = new Uint8Array(width * height);
  for (let pixel = 0; pixel < alpha.length; pixel++) {
    alpha[pixel] = data[4 * pixel + 3]!;
    data[4 * pixel + 3] = OPAQUE;
  }
  context.putImageData(image, 0, 0);
  const colours = await encodeCanvas(canvas, 'webp', Math.min(quality, HIGHEST_LOSSY_QUALITY));
  for (let pixel = 0; pixel < alpha.length; pixel++) data.fill(alpha[pixel]!, 4 * pixel, 4 * pixel + 3);
  context.putImageData(image, 0, 0);
  return writeWebpAlpha(colours, await encodeCanvas(canvas, 'webp', 1), alpha);
}
