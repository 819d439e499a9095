/** `beach.jpg` made `red → blue` is saved as `beach-red-blue.png`. */
export function nameExport(photoName: string, change: string): string {
  const stem = photoName.replace(/\.[^.]+$/, '');
  const parts = [stem, change].map(slug).filter((part) => part !== '');
  return `${parts.join('-') || 'renoir'}.png`;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
}
