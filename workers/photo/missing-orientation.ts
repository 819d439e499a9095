import { writeJpegMetadata } from '../../src/imaging/metadata/jpeg-segments.ts';
import { writePngMetadata } from '../../src/imaging/metadata/png-chunks.ts';
import { readExif, type ExifType } from '../../src/imaging/metadata/read-exif.ts';
import { writeWebpMetadata } from '../../src/imaging/metadata/webp-chunks.ts';
import { readOrientation, type Orientation } from '../../src/imaging/orientation.ts';

/** What asks a browser to turn a picture as its Exif says. */
export const FROM_IMAGE = { imageOrientation: 'from-image' } as const satisfies ImageBitmapOptions;

/** A WebP of 2 x 1 pixels: not every browser writes one. */
const WEBP = 'UklGRh4AAABXRUJQVlA4TBEAAAAvAQAAAAdQwAIWsP+BiOh/AAA=';
/** Exif whose only field is an orientation, 6. */
const EXIF = Uint8Array.from([0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);

const WRITERS = { jpeg: writeJpegMetadata, png: writePngMetadata, webp: writeWebpMetadata } as const;

const answers = new Map<ExifType, Promise<boolean>>();

/** The orientation that a photo's Exif says and that this browser leaves to us; 1 where nothing is left to do. */
export async function findMissingOrientation(photo: Blob): Promise<Orientation> {
  const exif = readExif(new Uint8Array(await photo.arrayBuffer()));
  const orientation = exif === null ? 1 : readOrientation(exif.tiff);
  if (exif === null || orientation === 1) return 1;
  const applies = answers.get(exif.type) ?? appliesOrientation(exif.type);
  answers.set(exif.type, applies);
  return (await applies) ? 1 : orientation;
}

/** Browsers differ in the formats whose Exif they follow: a picture that lies on its side shows it. */
async function appliesOrientation(type: ExifType): Promise<boolean> {
  const lying = WRITERS[type](await writeSmall(type), EXIF, new Uint8Array());
  const bitmap = await createImageBitmap(new Blob([lying], { type: `image/${type}` }), FROM_IMAGE);
  const isUpright = bitmap.height === 2;
  bitmap.close();
  return isUpright;
}

async function writeSmall(type: ExifType): Promise<Uint8Array> {
  if (type === 'webp') return Uint8Array.from(atob(WEBP), (letter) => letter.charCodeAt(0));
  const canvas = new OffscreenCanvas(2, 1);
  // A canvas without a context is not written.
  canvas.getContext('2d');
  return new Uint8Array(await (await canvas.convertToBlob({ type: `image/${type}` })).arrayBuffer());
}
