import type { PhotoFormat } from '../../../protocol/photo-work.ts';

const ENDINGS = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const satisfies Record<PhotoFormat, string>;

/** `beach.jpg` made `red → blue` is saved as `beach-red-blue.jpg`. */
export function nameExport(photoName: string, change: string, format: PhotoFormat): string {
  const stem = photoName.replace(/\.[^.]+$/, '');
  const parts = [stem, change].map(slug).filter((part) => part !== '');
  return `${parts.join('-') || 'renoir'}.${ENDINGS[format]}`;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
}
