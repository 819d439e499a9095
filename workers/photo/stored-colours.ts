import { SRGB_PRIMARIES, writeRgbProfile } from '../../src/imaging/colour/icc-profile.ts';
import { readColours, type KeptProfile } from '../../src/imaging/colour/read-colours.ts';
import { writePngProfile } from '../../src/imaging/metadata/png-chunks.ts';
import type { ColourLoss } from '../../src/protocol/photo-work.ts';
import { createSurface } from './surface.ts';

/** Colours as the browser converts them, or as the file has them. */
export type Colours = 'srgb' | 'stored';

export const COLOUR_OPTIONS = {
  srgb: {},
  stored: { colorSpaceConversion: 'none' },
} as const satisfies Record<Colours, ImageBitmapOptions>;

const GREY = 100;
let answer: Promise<boolean> | null = null;

/** Whether this browser gives colours as they are stored when it is asked to: a grey whose profile makes it lighter shows it. */
function givesStoredColours(): Promise<boolean> {
  answer ??= tryStoredColours().catch(() => false);
  return answer;
}

async function tryStoredColours(): Promise<boolean> {
  const { canvas, context } = createSurface(1, 1);
  context.fillStyle = `rgb(${GREY} ${GREY} ${GREY})`;
  context.fillRect(0, 0, 1, 1);
  const png = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  const linear = new Blob([writePngProfile(png, writeRgbProfile('Linear', SRGB_PRIMARIES, [1]))]);
  const bitmap = await createImageBitmap(linear, COLOUR_OPTIONS.stored);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, 1, 1).data[0] === GREY;
}

/** The profile that a photo's saved pictures keep; null where they become sRGB. */
export async function keepableProfile(photo: Uint8Array): Promise<KeptProfile | null> {
  const { profile } = readColours(photo);
  return typeof profile === 'object' && (await givesStoredColours()) ? profile : null;
}

export async function findColourLosses(photo: Blob): Promise<readonly ColourLoss[]> {
  const { profile, isDeep } = readColours(new Uint8Array(await photo.arrayBuffer()));
  const losesSpace = profile === 'other' || (profile !== 'srgb' && !(await givesStoredColours()));
  return [...(losesSpace ? (['space'] as const) : []), ...(isDeep ? (['depth'] as const) : [])];
}
