/** What a browser cannot do for its own tests: photos of every kind of colours, by libvips, and files read by a colour management of another make. */
import sharp, { type Sharp } from 'sharp';
import {
  P3_PRIMARIES,
  SRGB_CURVE,
  SRGB_PRIMARIES,
  writeRgbProfile,
  type Matrix,
} from '../../src/imaging/colour/icc-profile.ts';
import { writeJpegProfile } from '../../src/imaging/metadata/jpeg-segments.ts';
import { writePngProfile } from '../../src/imaging/metadata/png-chunks.ts';
import { writeWebpProfile } from '../../src/imaging/metadata/webp-chunks.ts';
import type { PhotoFormat } from '../../src/protocol/photo-work.ts';
import { turnAvif } from './turn-avif.ts';

const WIDTH = 48;
const HEIGHT = 32;

const ADOBE_PRIMARIES: Matrix = [
  [0.609_74, 0.205_28, 0.149_19],
  [0.311_11, 0.625_67, 0.063_22],
  [0.019_47, 0.060_87, 0.744_57],
];
const PROFILES = {
  srgb: writeRgbProfile('sRGB', SRGB_PRIMARIES, SRGB_CURVE),
  p3: writeRgbProfile('Display P3', P3_PRIMARIES, SRGB_CURVE),
  adobe: writeRgbProfile('Adobe RGB (1998)', ADOBE_PRIMARIES, [563 / 256]),
} as const;
const WRITERS = { jpeg: writeJpegProfile, png: writePngProfile, webp: writeWebpProfile } as const;

/** Slopes of every hue up to the purest colours; alpha, where there is one, in steps with fully clear pixels among them. */
function paint(channels: 1 | 2 | 3 | 4): Sharp {
  const data = new Uint8Array(channels * WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const [across, down] = [x / (WIDTH - 1), y / (HEIGHT - 1)];
      const colour = [255 * across, 255 * down, 255 * (1 - across) * (1 - down)];
      const alpha = 51 * ((x >> 2) % 6);
      const values = channels < 3 ? [255 * across] : colour;
      data.set(channels % 2 === 0 ? [...values, alpha] : values, channels * (y * WIDTH + x));
    }
  }
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } });
}

async function tag(format: PhotoFormat, profile: keyof typeof PROFILES, picture: Sharp): Promise<Uint8Array> {
  return WRITERS[format](await picture.toBuffer(), PROFILES[profile]);
}

const jpeg = { quality: 95, chromaSubsampling: '4:4:4' } as const;
const lossless = { compression: 'lzw', predictor: 'horizontal' } as const;
const avif = { lossless: true, effort: 0 } as const;

const PHOTOS = {
  'jpeg, sRGB': () => paint(3).jpeg(jpeg).toBuffer(),
  'jpeg, Display P3': () => tag('jpeg', 'p3', paint(3).jpeg(jpeg)),
  'jpeg, Adobe RGB': () => tag('jpeg', 'adobe', paint(3).jpeg(jpeg)),
  'jpeg, CMYK': () => paint(3).toColourspace('cmyk').withIccProfile('cmyk').jpeg(jpeg).toBuffer(),
  'jpeg, grey': () => paint(3).toColourspace('b-w').jpeg(jpeg).toBuffer(),
  'png, Display P3': () => tag('png', 'p3', paint(3).png()),
  'png, Adobe RGB, alpha': () => tag('png', 'adobe', paint(4).png()),
  'png, 16 bits': () => paint(3).toColourspace('rgb16').png().toBuffer(),
  'png, 16 bits, Display P3, alpha': () => tag('png', 'p3', paint(4).toColourspace('rgb16').png()),
  'png, grey': () => paint(1).toColourspace('b-w').png().toBuffer(),
  'png, grey, alpha': () => paint(2).toColourspace('b-w').png().toBuffer(),
  'png, palette': () => paint(3).png({ palette: true, colours: 64, dither: 0 }).toBuffer(),
  'png, palette, alpha': () => paint(4).png({ palette: true, colours: 64, dither: 0 }).toBuffer(),
  'webp, Display P3': () => tag('webp', 'p3', paint(3).webp({ lossless: true })),
  'webp, Display P3, alpha': () => tag('webp', 'p3', paint(4).webp({ lossless: true, exact: true })),
  'webp, alpha': () => paint(4).webp({ lossless: true, exact: true }).toBuffer(),
  'tiff, Display P3, tiles': () =>
    paint(3)
      .withIccProfile('p3')
      .tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 })
      .toBuffer(),
  'tiff, alpha': () => paint(4).tiff(lossless).toBuffer(),
  'tiff, 16 bits': () => paint(3).toColourspace('rgb16').tiff(lossless).toBuffer(),
  'tiff, grey': () => paint(1).toColourspace('b-w').tiff({ compression: 'none' }).toBuffer(),
  'tiff, JPEG inside': () => paint(3).tiff({ compression: 'jpeg' }).toBuffer(),
  'avif, Display P3': () => paint(3).withIccProfile('p3').avif(avif).toBuffer(),
  'avif, Display P3, alpha': () => paint(4).withIccProfile('p3').avif(avif).toBuffer(),
  'avif, alpha': () => paint(4).avif(avif).toBuffer(),
  'avif, sideways by Exif': () =>
    paint(3)
      .withExif({ IFD0: { Orientation: '6' } })
      .avif(avif)
      .toBuffer(),
  'avif, alpha, mirrored': async () => turnAvif(await paint(4).avif(avif).toBuffer(), 2),
} as const satisfies Record<string, () => Promise<Uint8Array>>;

export type PhotoKind = keyof typeof PHOTOS;

/** A file in base64. */
export async function paintPhoto(_context: unknown, kind: PhotoKind): Promise<string> {
  return Buffer.from(await PHOTOS[kind]()).toString('base64');
}

/** An AVIF of RGBA bytes; both in base64. */
export async function encodeAvif(_context: unknown, rgba: string, width: number, height: number): Promise<string> {
  const picture = sharp(Buffer.from(rgba, 'base64'), { raw: { width, height, channels: 4 } });
  return (await picture.avif(avif).toBuffer()).toString('base64');
}

/** A TIFF of RGBA bytes that is to be turned as an orientation says; both in base64. */
export async function encodeTiff(
  _context: unknown,
  rgba: string,
  size: { readonly width: number; readonly height: number },
  orientation: number,
): Promise<string> {
  const picture = sharp(Buffer.from(rgba, 'base64'), { raw: { ...size, channels: 4 } });
  return (await picture.withMetadata({ orientation }).tiff(lossless).toBuffer()).toString('base64');
}

/** A file's pixels in Display P3 and its alpha, as lcms converts them: RGBA bytes, upright. */
export async function readByLcms(_context: unknown, file: string): Promise<readonly number[]> {
  return readInP3(Buffer.from(file, 'base64'));
}

/** libvips converts 8-bit pictures to sRGB first, and cuts off what is purer; those of 16 bits become Display P3. */
export async function readInP3(file: Uint8Array): Promise<readonly number[]> {
  const { icc, space } = await sharp(file).metadata();
  const keepsOwn = icc !== undefined && space !== 'cmyk' && space !== 'b-w';
  const upright = sharp(file).autoOrient();
  const stored = await (keepsOwn ? upright.keepIccProfile() : upright.toColourspace('srgb'))
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = stored.info;
  const wide = Uint16Array.from(stored.data, (value) => 257 * value);
  const raw = { width, height, channels: 4 } as const;
  const deep = await sharp(wide, { raw }).toColourspace('rgb16').png({ compressionLevel: 0 }).toBuffer();
  const tagged = writePngProfile(deep, keepsOwn ? new Uint8Array(icc) : PROFILES.srgb);
  return [...(await sharp(tagged).raw({ depth: 'uchar' }).toBuffer())];
}
