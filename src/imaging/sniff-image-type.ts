export type ImageType = 'png' | 'jpeg' | 'webp' | 'gif' | 'bmp' | 'avif' | 'heic';

const SIGNATURES = [
  { type: 'png', offset: 0, bytes: '\x89PNG\r\n\x1a\n' },
  { type: 'jpeg', offset: 0, bytes: '\xff\xd8\xff' },
  { type: 'webp', offset: 8, bytes: 'WEBP' },
  { type: 'gif', offset: 0, bytes: 'GIF8' },
  { type: 'bmp', offset: 0, bytes: 'BM' },
  { type: 'avif', offset: 4, bytes: 'ftypavif' },
  { type: 'avif', offset: 4, bytes: 'ftypavis' },
  { type: 'heic', offset: 4, bytes: 'ftypheic' },
  { type: 'heic', offset: 4, bytes: 'ftypheix' },
  { type: 'heic', offset: 4, bytes: 'ftyphevc' },
  { type: 'heic', offset: 4, bytes: 'ftypheim' },
  { type: 'heic', offset: 4, bytes: 'ftypmif1' },
  { type: 'heic', offset: 4, bytes: 'ftypmsf1' },
] as const satisfies readonly { type: ImageType; offset: number; bytes: string }[];

/** The type of an image by its first bytes; the label a system gives a file is often wrong. Null if it is none of ours. */
export function sniffImageType(head: Uint8Array): ImageType | null {
  const found = SIGNATURES.find(({ offset, bytes }) =>
    [...bytes].every((character, index) => head[offset + index] === character.charCodeAt(0)),
  );
  if (found === undefined) return null;
  // A WebP file is a RIFF container; anything else with WEBP at byte 8 is not.
  if (found.type === 'webp' && String.fromCharCode(...head.subarray(0, 4)) !== 'RIFF') return null;
  return found.type;
}
