import type { PhotoProblem } from '../protocol/photo-work.ts';
import { readImageSize } from './read-image-size.ts';
import { sniffImageType } from './sniff-image-type.ts';

/** What browsers can hold as one bitmap. */
const MAX_PIXELS = 268_000_000;
const MAX_SIDE_PX = 16_384;

/**
 * Says what keeps a photo from being opened, from its header alone, so that an image too large for the browser is never
 * decoded. Null if nothing does.
 *
 * @param bytes the start of the file, or all of it
 */
export function checkPhoto(bytes: Uint8Array, name: string, canDecodeHeic: boolean): PhotoProblem | null {
  const type = sniffImageType(bytes);
  if (type === null) return { code: 'photo/not-an-image', parameters: { name } };
  if (type === 'heic' && !canDecodeHeic) return { code: 'photo/heic', parameters: { name } };
  const size = readImageSize(bytes, type);
  if (size === null) return { code: 'photo/unreadable', parameters: { name } };
  const { width, height } = size;
  if (width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE_PX) {
    return { code: 'photo/too-large', parameters: { name, width, height } };
  }
  return null;
}
