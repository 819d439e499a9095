import { checkPhoto } from '../../src/imaging/check-photo.ts';
import type { PhotoProblem, PhotoResult } from '../../src/protocol/photo-work.ts';

/** Enough for the header of nearly every photo; a JPEG with a longer preamble is read whole. */
const HEAD_BYTES = 1 << 20;

const MAY_DECODE: ReadonlySet<PhotoProblem['code']> = new Set(['photo/heic', 'photo/foreign-format']);

/**
 * Decodes a photo, upright (the browser applies its EXIF orientation) and in sRGB (the browser applies its colour profile when it
 * draws). The caller closes the bitmap.
 */
export async function decodePhoto(file: Blob, name: string): Promise<PhotoResult<ImageBitmap>> {
  let problem = checkPhoto(await readBytes(file.slice(0, HEAD_BYTES)), name);
  if (problem?.code === 'photo/unreadable' && file.size > HEAD_BYTES) {
    problem = checkPhoto(await readBytes(file), name);
  }
  // Some browsers open what others do not: let them try, and keep the reason for the others.
  if (problem !== null && !MAY_DECODE.has(problem.code)) return { ok: false, problem };
  try {
    return { ok: true, value: await createImageBitmap(file, { imageOrientation: 'from-image' }) };
  } catch {
    return { ok: false, problem: problem ?? { code: 'photo/unreadable', parameters: { name } } };
  }
}

async function readBytes(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}
