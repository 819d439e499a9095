import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import sharp from 'sharp';
import { checkPhoto } from '../../../src/imaging/check-photo.ts';
import { readColours } from '../../../src/imaging/colour/read-colours.ts';
import { copyMetadata } from '../../../src/imaging/metadata/copy-metadata.ts';
import { writeJpegMetadata, writeJpegProfile } from '../../../src/imaging/metadata/jpeg-segments.ts';
import {
  readPngRecipe,
  removePngExif,
  writePngMetadata,
  writePngProfile,
} from '../../../src/imaging/metadata/png-chunks.ts';
import { readExif } from '../../../src/imaging/metadata/read-exif.ts';
import { writeWebpMetadata, writeWebpProfile } from '../../../src/imaging/metadata/webp-chunks.ts';
import { readOrientation } from '../../../src/imaging/orientation.ts';
import { readPng } from '../../../src/imaging/png/read-png.ts';
import { readImageSize } from '../../../src/imaging/read-image-size.ts';
import { sniffImageType } from '../../../src/imaging/sniff-image-type.ts';
import { readTiffLayout } from '../../../src/imaging/tiff/read-tiff-layout.ts';
import { readTiff } from '../../../src/imaging/tiff/read-tiff.ts';
import type { PhotoFormat } from '../../../src/protocol/photo-work.ts';
import { READ, require, single, singleOf, type FuzzTarget, type PreparedTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { findLocation } from './find-location.ts';
import { encodePictures, mutateChunks, TIFFS, type PictureFormat } from './picture-files.ts';

const WRITERS = { jpeg: writeJpegMetadata, png: writePngMetadata, webp: writeWebpMetadata } as const;
const PROFILE_WRITERS = { jpeg: writeJpegProfile, png: writePngProfile, webp: writeWebpProfile } as const;
const PHOTO_FORMATS = ['jpeg', 'png', 'webp'] as const satisfies readonly PhotoFormat[];
const SAVED = { width: 9, height: 7 };

/** Headers and chunks of a format's files. */
export function pictureTarget(format: PictureFormat): FuzzTarget {
  return {
    summary: `${format.toUpperCase()} files: size, Exif, and what is saved with their Exif`,
    async prepare() {
      const plain = await encodePictures(format);
      const files = isPhotoFormat(format)
        ? [
            ...plain,
            ...TIFFS.map((tiff, index) =>
              WRITERS[format](plain[index % 2] ?? new Uint8Array(), tiff, new Uint8Array()),
            ),
          ]
        : plain;
      const saved = await encodeSaved();
      return {
        mutate: (random) => {
          const file = random.pick(files);
          return single(
            random.chance(0.5) ? mutateBytes(file, random, files) : mutateChunks(format, file, files, random),
          );
        },
        examine: async (mutant) => examinePicture(singleOf(mutant), saved),
      };
    },
  };
}

type Block = 'exif' | 'xmp' | 'icc';

/** Blocks of metadata alone, in every format that carries them. */
export function metadataTarget(block: Block): FuzzTarget {
  return {
    summary: `${block.toUpperCase()} blocks in JPEG, PNG and WebP files`,
    async prepare(): Promise<PreparedTarget> {
      const saved = await encodeSaved();
      const profile = (
        await sharp(saved.png)
          .withIccProfile('p3')
          .png()
          .toBuffer()
          .then((file) => sharp(file).metadata())
      ).icc;
      const xmp = new TextEncoder().encode(
        '<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"/><?xpacket end="r"?>',
      );
      const blocks = { exif: TIFFS, xmp: [xmp], icc: [new Uint8Array(profile ?? [])] }[block];
      return {
        mutate: (random) => {
          const changed = mutateBytes(random.pick(blocks), random, blocks);
          const format = random.pick(PHOTO_FORMATS);
          const none = new Uint8Array();
          if (block === 'icc') return single(PROFILE_WRITERS[format](saved[format], changed));
          const file =
            block === 'exif'
              ? WRITERS[format](saved[format], changed, none)
              : WRITERS[format](saved[format], random.pick(TIFFS), changed);
          return single(file);
        },
        examine: async (mutant) => examinePicture(singleOf(mutant), saved),
      };
    },
  };
}

function isPhotoFormat(format: PictureFormat): format is (typeof PHOTO_FORMATS)[number] {
  return PHOTO_FORMATS.some((known) => known === format);
}

type Saved = Readonly<Record<PhotoFormat, Uint8Array>>;

async function encodeSaved(): Promise<Saved> {
  const picture = sharp({ create: { ...SAVED, channels: 4, background: '#4080c0a0' } });
  const encode = async (format: PhotoFormat) => new Uint8Array(await picture.clone().toFormat(format).toBuffer());
  return { jpeg: await encode('jpeg'), png: await encode('png'), webp: await encode('webp') };
}

async function examinePicture(bytes: Uint8Array<ArrayBuffer>, saved: Saved): Promise<string> {
  const problem = checkPhoto(bytes, 'photo');
  const truth = await decodeByLibvips(bytes);
  const type = sniffImageType(bytes);
  if (truth !== null) {
    const size = type === null ? null : readImageSize(bytes, type as Parameters<typeof readImageSize>[1]);
    // libvips takes a GIF of any version, and does not believe every size of its screen.
    const isKnown = truth.format !== 'gif';
    // It passes over damaged fields of a TIFF, which is refused for them.
    if (type === 'tiff' && problem !== null) return problem.code;
    require(problem === null ||
      !isKnown, `a ${truth.format} that libvips decodes is refused as ${problem?.code ?? ''}`);
    require((size?.width === truth.width && size.height === truth.height) ||
      !isKnown, `a ${truth.format} is of another size than libvips decodes`);
  }
  const exif = readExif(bytes);
  if (exif !== null) readOrientation(exif.tiff);
  readPngRecipe(bytes);
  const icc = examineColours(bytes);
  if (type === 'png') await examinePng(bytes, truth);
  if (type === 'tiff') await examineTiff(bytes, truth);
  for (const format of PHOTO_FORMATS) {
    const file = copyMetadata(saved[format], format, bytes, { ...SAVED, keepLocation: false }, { icc });
    // Without Exif and a profile it is always the same.
    if (exif !== null || icc !== null) await examineSaved(file, saved[format], format);
    copyMetadata(saved[format], format, bytes, { ...SAVED, keepLocation: true });
  }
  return problem?.code ?? READ;
}

/** The profile that a saved picture would keep; its space gives every byte back. */
function examineColours(bytes: Uint8Array): Uint8Array | null {
  const { profile } = readColours(bytes);
  if (typeof profile !== 'object') return null;
  const colour = new Float64Array(3);
  for (let value = 0; value < 256; value += 17) {
    colour.fill(value);
    profile.space.toSrgb(colour);
    require(colour.every(Number.isFinite), 'a colour is no number');
    profile.space.fromSrgb(colour);
    require(colour.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255), 'a colour is no byte');
  }
  return profile.icc;
}

interface Decoded {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** What libvips makes of a file that it reads to its end without a warning, its colours as they are stored; null for any other. */
async function decodeByLibvips(bytes: Uint8Array): Promise<Decoded | null> {
  try {
    const picture = sharp(bytes, { failOn: 'warning', limitInputPixels: 1e6 });
    const { format = '' } = await picture.metadata();
    const { data, info } = await picture.keepIccProfile().raw().toBuffer({ resolveWithObject: true });
    return { format, width: info.width, height: info.height, channels: info.channels, data };
  } catch {
    return null;
  }
}

async function examinePng(bytes: Uint8Array<ArrayBuffer>, truth: Decoded | null): Promise<void> {
  const pixels = await readPng(bytes, async (compressed) => new Uint8Array(await promisify(inflate)(compressed)));
  if (truth === null) return;
  // libvips cuts off the lower half of 16 bits.
  const most = bytes[24] === 16 ? 1 : 0;
  const isSame = pixels?.data.every((value, at) => Math.abs(value - sampleOf(truth, at)) <= most);
  require(isSame !== false, 'a PNG has other pixels than libvips decodes');
  const bare = await decodeByLibvips(removePngExif(bytes));
  require(bare !== null && isEqual(truth.data, bare.data), 'a PNG without its Exif has other pixels');
}

/** Whatever is refused of it, what is read of a TIFF is what libvips decodes. */
async function examineTiff(bytes: Uint8Array<ArrayBuffer>, truth: Decoded | null): Promise<void> {
  const layout = readTiffLayout(bytes);
  const pixels = await readTiff(bytes).catch(() => null);
  if (truth === null || pixels === null || layout === null || layout === 'foreign') return;
  // libvips takes every extra sample for alpha, and does not divide by it; it leaves pictures as they lie.
  if (layout.orientation !== 1 || (layout.samples % 2 === 0 && layout.alpha !== 'straight')) return;
  require(pixels.data.every(
    (value, at) => value === sampleOf(truth, at),
  ), 'a TIFF has other pixels than libvips decodes');
}

/** A byte of what libvips decoded, as if it were RGBA: it leaves out the alpha of opaque pictures, and colours of grey ones. */
function sampleOf({ channels, data }: Decoded, at: number): number {
  const [pixel, channel] = [at >> 2, at % 4];
  const hasAlpha = channels % 2 === 0;
  if (channel === 3) return hasAlpha ? data[pixel * channels + channels - 1]! : 255;
  return data[pixel * channels + (channels < 3 ? 0 : channel)]!;
}

/** Whatever Exif came with the photo: the saved file is whole, upright, and says no place. */
async function examineSaved(file: Uint8Array, saved: Uint8Array, format: PhotoFormat): Promise<void> {
  const decoded = await decodeByLibvips(file);
  require(decoded !== null && isEqual(decoded.data, await pixelsOf(saved)), `a saved ${format} is damaged`);
  const { orientation = 1, exif } = await sharp(file).metadata();
  require(orientation === 1, `a saved ${format} says that it is turned`);
  require(exif === undefined || !findLocation(exif), `a saved ${format} says a place`);
}

const decodedOnce = new WeakMap<Uint8Array, Promise<Uint8Array>>();

function pixelsOf(file: Uint8Array): Promise<Uint8Array> {
  const known = decodedOnce.get(file) ?? decodeByLibvips(file).then((decoded) => decoded?.data ?? new Uint8Array());
  decodedOnce.set(file, known);
  return known;
}

function isEqual(left: Uint8Array, right: Uint8Array | Uint8ClampedArray): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
