import { damagedFile } from './damaged-file.ts';
import { isLfsPointer } from './lfs-pointer.ts';

const BYTE_ORDER_MARKS = { 0xff: 'utf-16le', 0xfe: 'utf-16be' } as const;

/**
 * The text of a pack's file, whatever wrote it: UTF-8, or UTF-16 by its byte order mark, as Windows has it; lines end in '\n'. Throws
 * `pack/corrupt-file` with `{ file }` for other bytes.
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  if (isLfsPointer(bytes)) throw damagedFile(file, { damage: 'lfs-pointer' });
  const [first, second] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const encoding = isMarked ? BYTE_ORDER_MARKS[first] : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes).replaceAll(/\r\n?/g, '\n');
  } catch (error) {
    throw damagedFile(file, {}, error);
  }
}
