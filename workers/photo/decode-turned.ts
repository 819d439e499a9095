import { writeJpegMetadata } from '../../src/imaging/metadata/jpeg-segments.ts';
import { writePngMetadata } from '../../src/imaging/metadata/png-chunks.ts';
import { readExif, type ExifType } from '../../src/imaging/metadata/read-exif.ts';
import { writeWebpMetadata } from '../../src/imaging/metadata/webp-chunks.ts';
import { sniffImageType, type ImageType } from '../../src/imaging/sniff-image-type.ts';
import { readOrientation, type Orientation } from '../../src/imaging/orientation.ts';

/** A WebP of 2 x 1 pixels: not every browser writes one. */
const WEBP = 'UklGRh4AAABXRUJQVlA4TBEAAAAvAQAAAAdQwAIWsP+BiOh/AAA=';
/** Exif whose only field is an orientation, 6. */
const EXIF = Uint8Array.from([0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);

const WRITERS = { jpeg: writeJpegMetadata, png: writePngMetadata, webp: writeWebpMetadata } as const;

const answers = new Map<ExifType, Promise<boolean>>();

/** A decoded photo, and the turn that is left to do to make it stand upright. */
export interface DecodedPhoto {
  readonly bitmap: ImageBitmap;
  readonly orientation: Orientation;
  /** The browser may have turned it. */
  readonly mayBeTurned: boolean;
}

/** Formats that only Exif turns. */
const TURNED_BY_EXIF: ReadonlySet<ImageType | null> = new Set(['png', 'jpeg', 'webp', 'gif', 'bmp', 'ico']);

/** Decodes a photo; what its Exif asks for and the browser does not do is left to the caller. */
export async function decodeTurned(photo: Blob, options: ImageBitmapOptions = {}): Promise<DecodedPhoto> {
  const bytes = new Uint8Array(await photo.arrayBuffer());
  const exif = readExif(bytes);
  const orientation = exif === null ? 1 : readOrientation(exif.tiff);
  const bitmap = await createImageBitmap(photo, { ...options, imageOrientation: 'from-image' });
  if (exif === null || orientation === 1) {
    return { bitmap, orientation: 1, mayBeTurned: !TURNED_BY_EXIF.has(sniffImageType(bytes)) };
  }
  const applies = answers.get(exif.type) ?? appliesOrientation(exif.type);
  answers.set(exif.type, applies);
  const isTurned = await applies;
  return { bitmap, orientation: isTurned ? 1 : orientation, mayBeTurned: isTurned };
}

/** Browsers differ in the formats whose Exif they follow: a picture that lies on its side shows it. */
async function appliesOrientation(type: ExifType): Promise<boolean> {
  const lying = WRITERS[type](await writeSmall(type), EXIF, new Uint8Array());
  const bitmap = await createImageBitmap(new Blob([lying], { type: `image/${type}` }), {
    imageOrientation: 'from-image',
  });
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
