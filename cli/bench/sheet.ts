import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { PixelImage } from '../../src/protocol/edit-request.ts';

const GAP_PX = 4;
const LABEL_PX = 18;
const FONT_PX = 11;
/** Of the WebP file: of pictures of 256 pixels a PNG would take 11 MB. */
const QUALITY = 90;
/** About what a letter takes, of the size of the font. */
const GLYPH_WIDTH = 0.6;

export interface SheetRow {
  readonly label: string;
  readonly images: readonly PixelImage[];
}

/** Writes a picture of pictures: one column a title, one row a pair with its words above. */
export async function writeSheet(
  folder: string,
  name: string,
  titles: readonly string[],
  rows: readonly SheetRow[],
): Promise<string> {
  const cell = rows[0]?.images[0] ?? { width: 0, height: 0 };
  const stepX = cell.width + GAP_PX;
  const stepY = cell.height + GAP_PX + LABEL_PX;
  const width = titles.length * stepX + GAP_PX;
  const height = rows.length * stepY + LABEL_PX + GAP_PX;
  const texts = [
    ...titles.map((title, column) => writeText(title, GAP_PX + column * stepX, LABEL_PX - 5, cell.width)),
    ...rows.map(({ label }, row) => writeText(label, GAP_PX, LABEL_PX + row * stepY + LABEL_PX - 5)),
  ];
  const labels = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${texts.join('')}</svg>`,
  );
  const pictures = rows.flatMap(({ images }, row) =>
    images.map((image, column) => ({
      input: Buffer.from(image.data.buffer, image.data.byteOffset, image.data.byteLength),
      raw: { width: image.width, height: image.height, channels: 4 as const },
      left: GAP_PX + column * stepX,
      top: LABEL_PX + row * stepY + LABEL_PX,
    })),
  );
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.webp`);
  await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([...pictures, { input: labels, left: 0, top: 0 }])
    .webp({ quality: QUALITY })
    .toFile(file);
  return file;
}

/** Text that would be wider than `room` pixels is smaller. */
function writeText(text: string, x: number, y: number, room = Number.POSITIVE_INFINITY): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const size = Math.min(FONT_PX, room / (text.length * GLYPH_WIDTH));
  return `<text x="${x}" y="${y}" font-family="sans-serif" font-size="${size.toFixed(1)}" fill="#222222">${escaped}</text>`;
}
