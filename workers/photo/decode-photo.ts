import { checkPhoto } from '../../src/imaging/check-photo.ts';
import { turnOf } from '../../src/imaging/orientation.ts';
import { sniffImageType } from '../../src/imaging/sniff-image-type.ts';
import type { PhotoProblem, PhotoResult } from '../../src/protocol/photo-work.ts';
import { convertTiff } from './convert-tiff.ts';
import { decodeTurned } from './decode-turned.ts';
import { COLOUR_OPTIONS, type Colours } from './stored-colours.ts';
import { createSurface } from './surface.ts';

/** Enough for the header of nearly every photo; a JPEG with a longer preamble, and a TIFF whose directory stands at its end, are read whole. */
const HEAD_BYTES = 1 << 20;

/** Enough to tell a TIFF. */
const SIGNATURE_BYTES = 64;

const MAY_DECODE: ReadonlySet<PhotoProblem['code']> = new Set(['photo/heic', 'photo/foreign-format']);

/**
 * Decodes a photo, upright (by its Exif orientation) and in sRGB (the browser applies its colour profile when it
 * draws). The caller closes the bitmap.
 */
export async function decodePhoto(file: Blob, name: string): Promise<PhotoResult<ImageBitmap>> {
  const problem = await checkFile(file, name);
  // Some browsers open what others do not: let them try, and keep the reason for the others.
  if (problem !== null && !MAY_DECODE.has(problem.code)) return { ok: false, problem };
  try {
    return { ok: true, value: await decodeUpright(file, 'srgb') };
  } catch {
    return { ok: false, problem: problem ?? { code: 'photo/unreadable', parameters: { name } } };
  }
}

/**
 * The file that stands for a photo from then on: a TIFF becomes a PNG, all others stay. Where a TIFF is too large, or stored in a way that
 * is not read, it stays as well, and `decodePhoto` says why.
 */
export async function toDecodable(file: Blob, name: string): Promise<PhotoResult<Blob>> {
  const isTiff = sniffImageType(await readBytes(file.slice(0, SIGNATURE_BYTES))) === 'tiff';
  if (!isTiff || (await checkFile(file, name)) !== null) return { ok: true, value: file };
  try {
    return { ok: true, value: await convertTiff(file) };
  } catch {
    return { ok: false, problem: { code: 'photo/unreadable', parameters: { name } } };
  }
}

async function checkFile(file: Blob, name: string): Promise<PhotoProblem | null> {
  const problem = checkPhoto(await readBytes(file.slice(0, HEAD_BYTES)), name);
  const needsAll = problem?.code === 'photo/unreadable' && file.size > HEAD_BYTES;
  return needsAll ? checkPhoto(await readBytes(file), name) : problem;
}

/** Decodes a photo that is known to be one, upright; its colours in sRGB, or as they are stored. The caller closes the bitmap. */
export async function decodeUpright(file: Blob, colours: Colours): Promise<ImageBitmap> {
  const { bitmap, orientation } = await decodeTurned(file, COLOUR_OPTIONS[colours]);
  if (orientation === 1) return bitmap;
  const { width, height, matrix } = turnOf(orientation, bitmap);
  const { canvas, context } = createSurface(width, height);
  context.setTransform(...matrix);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.transferToImageBitmap();
}

async function readBytes(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}
