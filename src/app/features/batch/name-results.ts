import type { PhotoFormat } from '../../../protocol/photo-work.ts';

const ENDINGS = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const satisfies Record<PhotoFormat, string>;

/** Names of the results: those of the photos, with the ending of the format, each once. */
export function nameResults(photoNames: readonly string[], format: PhotoFormat): readonly string[] {
  const taken = new Set<string>();
  return photoNames.map((photoName) => {
    const stem = photoName.replace(/\.[^.]+$/, '').replaceAll(/[\\/]/g, '-') || 'photo';
    let name = `${stem}.${ENDINGS[format]}`;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${stem}-${String(count)}.${ENDINGS[format]}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
