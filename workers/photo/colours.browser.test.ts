/** Photos of every kind of colours are edited and saved; another colour management compares what it sees before and after. */
import { describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import { createPhotoClient } from '../../src/app/clients/photo-client/photo-client.ts';
import type { PhotoFormat, SmallEdit } from '../../src/protocol/photo-work.ts';
import type { PhotoKind } from '../../test/colours/colour-commands.ts';

declare module 'vitest/browser' {
  interface BrowserCommands {
    encodeAvif(rgba: string, width: number, height: number): Promise<string>;
    encodeTiff(
      rgba: string,
      size: { readonly width: number; readonly height: number },
      orientation: number,
    ): Promise<string>;
    paintPhoto(kind: PhotoKind): Promise<string>;
    readByLcms(file: string): Promise<readonly number[]>;
  }
}

const photos = createPhotoClient();
const [WIDTH, HEIGHT] = [48, 32];
const RED = [250, 20, 20] as const;

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const isEdited = (pixel: number): boolean => {
  const [x, y] = [pixel % WIDTH, Math.floor(pixel / WIDTH)];
  return x >= 16 && x < 32 && y >= 8 && y < 24;
};

/** A colour of sRGB in Display P3. */
async function toP3([red, green, blue]: readonly [number, number, number]): Promise<readonly number[]> {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d');
  if (context) context.fillStyle = `rgb(${red} ${green} ${blue})`;
  context?.fillRect(0, 0, 1, 1);
  const png = await canvas.convertToBlob();
  return commands.readByLcms(toBase64(new Uint8Array(await png.arrayBuffer())));
}

/** Opens a photo as the page does, paints its middle red, and saves it. */
async function editAndSave(kind: PhotoKind, format: PhotoFormat) {
  const painted = await commands.paintPhoto(kind);
  const bytes = Uint8Array.from(atob(painted), (letter) => letter.charCodeAt(0));
  const file = { id: crypto.randomUUID(), name: kind, file: new Blob([bytes]) };
  const opened = await photos.open(file, { width: WIDTH, height: HEIGHT }, 'middle');
  if (!opened.ok) throw new Error(opened.problem.code);
  const { pixels, crop, colourLosses } = opened.value;
  const mask = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, pixel) => (isEdited(pixel) ? 255 : 0));
  const data = pixels.data.map((value, at) => (isEdited(at >> 2) ? ([...RED, 255][at % 4] ?? 0) : value));
  const edit: SmallEdit = { photo: pixels, edited: { ...pixels, data }, reconstruction: pixels, mask, crop };
  const saved = await photos.encode(file, edit, { format, quality: 0.95, longSidePx: null, keepLocation: false }, null);
  if (!saved.ok) throw new Error(saved.problem.code);
  const result = new Uint8Array(await saved.value.arrayBuffer());
  const [stored, after] = await Promise.all([commands.readByLcms(painted), commands.readByLcms(toBase64(result))]);
  const before = kind.startsWith('avif') ? await withShownAlpha(stored, file.file) : stored;
  return { before, after, colourLosses };
}

/** With the alpha that this browser shows: Chromium 156 takes the alpha of every AVIF for one of limited range, and 204 for 219. */
async function withShownAlpha(pixels: readonly number[], file: Blob): Promise<readonly number[]> {
  const context = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d');
  context?.drawImage(await createImageBitmap(file), 0, 0);
  const shown = context?.getImageData(0, 0, WIDTH, HEIGHT).data ?? [];
  return pixels.map((value, at) => (at % 4 === 3 ? (shown[at] ?? 0) : value));
}

/** Largest and mean difference of colours, and largest of alpha, where the edit does not act. */
function compare(before: readonly number[], after: readonly number[]) {
  let [largest, sum, count, alpha] = [0, 0, 0, 0];
  for (let at = 0; at < before.length; at++) {
    if (isEdited(at >> 2)) continue;
    const difference = Math.abs(before[at]! - after[at]!);
    if (at % 4 === 3) {
      alpha = Math.max(alpha, difference);
      continue;
    }
    // Nothing of a clear pixel's colour is seen.
    if (before[at | 3] === 0) continue;
    largest = Math.max(largest, difference);
    sum += difference;
    count += 1;
  }
  return { largest, mean: sum / count, alpha };
}

describe.each([
  ['jpeg, sRGB', 0, []],
  ['jpeg, Display P3', 0, []],
  ['jpeg, Adobe RGB', 0, []],
  // The browser converts inks without compensation of the black point, lcms with it.
  ['jpeg, CMYK', 25, ['space']],
  ['jpeg, grey', 0, []],
  ['png, Display P3', 0, []],
  ['png, Adobe RGB, alpha', 0, []],
  ['png, 16 bits', 1, ['depth']],
  ['png, 16 bits, Display P3, alpha', 1, ['depth']],
  ['png, grey', 0, []],
  ['png, grey, alpha', 0, []],
  ['png, palette', 0, []],
  ['png, palette, alpha', 0, []],
  ['webp, Display P3', 0, []],
  ['webp, Display P3, alpha', 0, []],
  ['webp, alpha', 0, []],
  ['tiff, Display P3, tiles', 0, []],
  ['tiff, alpha', 0, []],
  ['tiff, 16 bits', 0, ['depth']],
  ['tiff, grey', 0, []],
  ['avif, Display P3', 0, []],
  ['avif, Display P3, alpha', 0, []],
  ['avif, alpha', 0, []],
  ['avif, alpha, mirrored', 0, []],
] as const)('%s', (kind, tolerance, losses) => {
  it('saved as PNG looks the same outside the edit, to its colours and its alpha, and has the edit within', async () => {
    const { before, after, colourLosses } = await editAndSave(kind, 'png');
    const { largest, alpha } = compare(before, after);
    expect(colourLosses).toEqual(losses);
    expect(alpha).toBe(0);
    expect(largest).toBeLessThanOrEqual(tolerance);
    const middle = 4 * (16 * WIDTH + 24);
    const red = await toP3(RED);
    for (const k of [0, 1, 2]) expect(Math.abs(red[k]! - after[middle + k]!)).toBeLessThanOrEqual(2);
  });

  // What JPEG shows of a photo with alpha is another picture: it lies on white.
  const lossy = kind.includes('alpha') ? (['webp'] as const) : (['jpeg', 'webp'] as const);
  it.each(lossy)('saved as %s looks the same, but for what the format loses', async (format) => {
    const { before, after } = await editAndSave(kind, format);
    const { mean, alpha } = compare(before, after);
    expect(alpha).toBe(0);
    expect(mean).toBeLessThan(4 + tolerance / 4);
  });
});
