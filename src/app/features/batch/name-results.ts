import type { PhotoFormat } from '../../../protocol/photo-work.ts';

const ENDINGS = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const satisfies Record<PhotoFormat, string>;

/** What file systems take as a name is 255 bytes long; this leaves room for a number and the ending. */
const MAX_STEM_BYTES = 200;
/** What separates folders, and what no name may have. */
// oxlint-disable-next-line no-control-regex
const NOT_IN_NAMES = /[\\/\u0000-\u001f\u007f]/g;

/** Names of the results: those of the photos, with the ending of the format, each once on systems that see more names as equal, too. */
export function nameResults(photoNames: readonly string[], format: PhotoFormat): readonly string[] {
  const taken = new Set<string>();
  return photoNames.map((photoName) => {
    const stem = cutToBytes(photoName.replace(/\.[^.]+$/, '').replaceAll(NOT_IN_NAMES, '-')) || 'photo';
    let name = `${stem}.${ENDINGS[format]}`;
    for (let count = 2; taken.has(fold(name)); count++) name = `${stem}-${String(count)}.${ENDINGS[format]}`;
    taken.add(fold(name));
    return name;
  });
}

function fold(name: string): string {
  return name.toLowerCase().normalize();
}

/** The longest beginning of whole characters that has no more bytes. */
function cutToBytes(text: string): string {
  const bytes = new TextEncoder().encode(text).subarray(0, MAX_STEM_BYTES);
  // As of a stream that goes on, a character that is cut off is left out.
  return new TextDecoder().decode(bytes, { stream: true });
}
