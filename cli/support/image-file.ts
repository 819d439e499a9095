import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { at } from '../../src/engine/at.ts';
import type { ColourSpace } from '../../src/imaging/colour/colour-space.ts';
import { readColours, type KeptProfile } from '../../src/imaging/colour/read-colours.ts';
import { type LaidOutSheet, SHEET_PAPER } from '../../src/imaging/contact-sheet.ts';
import { blendRows } from '../../src/imaging/full-size/blend-rows.ts';
import { fitEditLayer } from '../../src/imaging/full-size/fit-edit-layer.ts';
import { copyMetadata } from '../../src/imaging/metadata/copy-metadata.ts';
import { continueEdges } from '../../src/imaging/continue-edges.ts';
import { type ImageType, sniffImageType } from '../../src/imaging/sniff-image-type.ts';
import { coveredPart, planExtents, visiblePart, type Extent, type ExtentPlan } from '../../src/imaging/plan-extents.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import type { PhotoFormat, SmallEdit } from '../../src/protocol/photo-work.ts';
import { CommandFailure } from './command-failure.ts';

const FORMATS: Readonly<Record<string, PhotoFormat>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
};
/** What libvips, as sharp brings it, does not decode. */
const UNREAD: Readonly<Partial<Record<ImageType, string>>> = {
  bmp: 'a BMP',
  ico: 'an icon',
  heic: 'a HEIC',
  jxl: 'a JPEG XL',
  jp2: 'a JPEG 2000',
  raw: "a camera's raw file",
};
const JPEG_QUALITY = 92;
const WHITE = { background: '#ffffff' };

/** A decoded photo. */
export interface WholePhoto {
  /** The whole photo: upright, 8-bit RGBA, in sRGB or in the profile's space. */
  readonly photo: PixelImage;
  /** The photo's own, where saved pictures can keep it. */
  readonly profile: KeptProfile | null;
}

/** A decoded photo, and the part of it that a model gets. */
export interface FittedPhoto extends WholePhoto {
  readonly plan: ExtentPlan;
  /** The part at the model's size, in sRGB, on white. */
  readonly image: PixelImage;
}

/**
 * Reads an image file, applies its EXIF orientation and its colour profile, and cuts out the largest centred part of the ratio
 * of `size`, scaled to it. Throws `CommandFailure` for a missing or unreadable file.
 */
export async function readPhotoFile(file: string, size: Extent): Promise<FittedPhoto> {
  const whole = await readWholePhoto(file);
  const plan = planExtents(whole.photo, size);
  return { ...whole, plan, image: await fitPhoto(whole, plan) };
}

/** A whole image file. Throws `CommandFailure` for a missing or unreadable file. */
export async function readWholePhoto(file: string): Promise<WholePhoto> {
  if (!existsSync(file)) throw new CommandFailure(`There is no file ${file}.`);
  try {
    const { profile: colours } = readColours(await readFile(file));
    const profile = typeof colours === 'object' ? colours : null;
    const upright = sharp(file).autoOrient();
    const photo = await toPixels(profile === null ? upright.toColourspace('srgb') : upright.keepIccProfile());
    return { photo, profile };
  } catch (error) {
    throw new CommandFailure(await describeUnread(file), 2, { cause: error });
  }
}

async function describeUnread(file: string): Promise<string> {
  const type = sniffImageType(await readFile(file).catch(() => new Uint8Array()));
  const name = type && UNREAD[type];
  if (name) return `${file} is ${name}, which the command line does not read: save it as PNG or JPEG.`;
  return type === null
    ? `${file} is not an image that can be read.`
    : `${file} is damaged: it begins as ${type.toUpperCase()}, and cannot be decoded.`;
}

/** The part of a photo that a model gets, at the model's size, on white; beyond the photo its edges are continued. */
export async function fitPhoto({ photo, profile }: WholePhoto, plan: ExtentPlan): Promise<PixelImage> {
  const { x: left, y: top, width, height } = visiblePart(plan.crop, photo);
  const covered = coveredPart(plan, photo);
  // Two pipelines: one would scale before it cuts.
  const part = await toPixels(fromPixels(photo).extract({ left, top, width, height }));
  if (profile !== null) convertToSrgb(part, profile.space);
  const scaled = fromPixels(part).resize(covered.width, covered.height, { fit: 'fill' }).flatten(WHITE);
  return continueEdges(await toPixels(scaled), covered, plan.target);
}

/** The part of an image file that a model gets: see `readPhotoFile`. */
export async function readImageFile(file: string, size: Extent): Promise<PixelImage> {
  return (await readPhotoFile(file, size)).image;
}

/** Writes an image; the format comes from the file's ending. Throws `CommandFailure` when that is not possible. */
export async function writeImageFile(file: string, image: PixelImage): Promise<void> {
  await writing(file, () => fromPixels(image).removeAlpha().toFile(file));
}

/** Writes images of one height side by side, left to right. Throws as `writeImageFile`. */
export async function writeImageRow(file: string, images: readonly PixelImage[]): Promise<void> {
  const lefts = images.map((_, index) => images.slice(0, index).reduce((sum, { width }) => sum + width, 0));
  const width = images.reduce((sum, image) => sum + image.width, 0);
  const height = Math.max(...images.map((image) => image.height));
  const parts = images.map(({ data, ...extent }, index) => ({
    input: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    raw: { ...extent, channels: 4 as const },
    left: at(lefts, index),
    top: 0,
  }));
  const row = sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite(parts)
    .removeAlpha();
  await writing(file, () => row.toFile(file));
}

/** Puts a sheet on paper. Throws as `writeImageFile`. */
export async function writeSheetFile(file: string, { width, height, pictures, svg }: LaidOutSheet): Promise<void> {
  const parts = pictures.map(async ({ image, x: left, y: top, ...place }) => ({
    input: await fromPixels(image).resize(place.width, place.height, { fit: 'fill' }).png().toBuffer(),
    left,
    top,
  }));
  const composed = [...(await Promise.all(parts)), { input: Buffer.from(svg), left: 0, top: 0 }];
  const sheet = sharp({ create: { width, height, channels: 3, background: SHEET_PAPER } })
    .composite(composed)
    .removeAlpha();
  await writing(file, () => sheet.toFile(file));
}

function convertToSrgb({ data }: PixelImage, space: ColourSpace): void {
  const colour = new Float64Array(3);
  for (let first = 0; first < data.length; first += 4) {
    colour.set(data.subarray(first, first + 3));
    space.toSrgb(colour);
    data.set(colour, first);
  }
}

/** The whole photo with an edit of its part; every byte that the edit does not touch is that of the photo. */
export function blendPhoto(photo: PixelImage, edit: SmallEdit, profile: KeptProfile | null): PixelImage {
  const data = photo.data.slice();
  const { width, height } = photo;
  blendRows({ top: 0, left: 0, width, height, data }, fitEditLayer(edit), edit.crop, photo, profile?.space);
  return { width, height, data };
}

/**
 * Writes an edited photo with the metadata of the file it was read from (see `copyMetadata`). Endings other than .png, .jpg and
 * .webp get none. Throws `CommandFailure` when it cannot be written.
 */
export async function writePhotoFile(
  file: string,
  image: PixelImage,
  source: { readonly file: string; readonly keepLocation: boolean; readonly profile: KeptProfile | null },
): Promise<void> {
  const format = FORMATS[extname(file).toLowerCase()];
  await writing(file, async () => {
    const data = image.data.slice();
    // A file that gets no profile is taken for sRGB.
    if (format === undefined && source.profile !== null) convertToSrgb({ ...image, data }, source.profile.space);
    const isOpaque = data.every((value, i) => i % 4 !== 3 || value === 255);
    const whole = fromPixels({ ...image, data });
    const pixels = isOpaque ? whole.removeAlpha() : whole;
    if (format === undefined) {
      await pixels.toFile(file);
      return;
    }
    const options = format === 'png' ? {} : { quality: JPEG_QUALITY };
    const encoded = await (format === 'jpeg' ? pixels.flatten(WHITE) : pixels).toFormat(format, options).toBuffer();
    const { width, height } = image;
    const change = { width, height, keepLocation: source.keepLocation };
    const icc = source.profile?.icc ?? null;
    await writeFile(file, copyMetadata(encoded, format, await readFile(source.file), change, { icc }));
  });
}

async function writing(file: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`${file} cannot be written: ${reason}`, 2, { cause: error });
  }
}

function fromPixels({ width, height, data }: PixelImage): Sharp {
  return sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false });
}

async function toPixels(image: Sharp): Promise<PixelImage> {
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
}
