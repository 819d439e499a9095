import { startsWith, viewOf } from './metadata/bytes.ts';
import { findEntry, openTiff, readDirectory } from './metadata/tiff-block.ts';

/** Pictures that every browser opens, and TIFF, most of which Renoir decodes itself. */
export type OpenType = 'png' | 'jpeg' | 'webp' | 'gif' | 'bmp' | 'avif' | 'ico' | 'svg' | 'tiff';
/** Pictures that few browsers open, or none: they are known by name. */
export type ForeignType = 'heic' | 'jxl' | 'jp2' | 'raw';
export type ImageType = OpenType | ForeignType;

type Test = (head: Uint8Array) => boolean;

const AVIF_BRANDS: ReadonlySet<string> = new Set(['avif', 'avis']);
const HEIC_BRANDS: ReadonlySet<string> = new Set(
  'heic heix heim heis hevc hevx hevm hevs heif mif1 mif2 msf1'.split(' '),
);

/** By the first bytes, the more certain first. */
const TESTS = {
  png: (head) => startsWith(head, '\x89PNG\r\n\x1a\n'),
  jpeg: (head) => startsWith(head, '\xff\xd8\xff'),
  webp: (head) => startsWith(head, 'RIFF') && startsWith(head, 'WEBP', 8),
  gif: (head) => startsWith(head, 'GIF87a') || startsWith(head, 'GIF89a'),
  // Files of some encoders name HEIF's general brand first, and what they are among the compatible ones.
  avif: (head) => brandsOf(head).some((brand) => AVIF_BRANDS.has(brand)),
  heic: (head) => brandsOf(head).some((brand) => HEIC_BRANDS.has(brand)),
  raw: isRaw,
  tiff: isTiff,
  jxl: (head) => startsWith(head, '\0\0\0\x0cJXL \r\n\x87\n') || startsWith(head, '\xff\x0a'),
  jp2: (head) => startsWith(head, '\0\0\0\x0cjP  \r\n\x87\n') || startsWith(head, '\xff\x4f\xff\x51'),
  ico: isIcon,
  bmp: isBitmap,
  svg: isSvg,
} as const satisfies Record<ImageType, Test>;

const TYPES = Object.keys(TESTS) as readonly ImageType[];

/** The type of an image by its first bytes; the label a system gives a file is often wrong. Null if it is none that is known. */
export function sniffImageType(head: Uint8Array): ImageType | null {
  return TYPES.find((type) => TESTS[type](head)) ?? null;
}

/** Major and compatible brands of an ISO media file (ISO/IEC 14496-12, 4.3). */
function brandsOf(head: Uint8Array): readonly string[] {
  if (!startsWith(head, 'ftyp', 4)) return [];
  const end = Math.min(head.length, viewOf(head).getUint32(0));
  const brands: string[] = [];
  // Behind the major brand stands a version.
  for (let at = 8; at === 8 || at + 4 <= end; at += at === 8 ? 8 : 4) {
    brands.push(String.fromCharCode(...head.subarray(at, at + 4)));
  }
  return brands;
}

/** TIFF, and BigTIFF with a plus. */
function isTiff(head: Uint8Array): boolean {
  return ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].some((signature) => startsWith(head, signature));
}

const RAW_SIGNATURES = ['FUJIFILMCCD-RAW', 'IIRO', 'IIRS', 'MMOR', 'IIU\0'] as const;
const DNG_VERSION = 0xc612;

/** What cameras write without developing it: of TIFF's form (DNG, CR2), or of the makers' own. */
function isRaw(head: Uint8Array): boolean {
  if (RAW_SIGNATURES.some((signature) => startsWith(head, signature)) || startsWith(head, 'ftypcrx ', 4)) return true;
  if (!isTiff(head)) return false;
  if (startsWith(head, 'CR', 8)) return true;
  const tiff = openTiff(head);
  const directory = tiff && readDirectory(tiff, tiff.firstDirectory);
  return directory !== null && findEntry(directory, DNG_VERSION) !== undefined;
}

/** Bytes of a bitmap's file header, before the header that says its size. */
export const BITMAP_FILE_HEADER = 14;
/** OS/2 1.x, whose sizes have 16 bits. */
export const BITMAP_CORE_HEADER = 12;
const BITMAP_DEPTHS: ReadonlySet<number> = new Set([1, 2, 4, 8, 16, 24, 32]);

/** `BM` is how many a text begins: the header behind it must be one of OS/2 or Windows, with one plane and a depth that there is. */
function isBitmap(head: Uint8Array): boolean {
  if (!startsWith(head, 'BM') || head.length < BITMAP_FILE_HEADER + BITMAP_CORE_HEADER) return false;
  const view = viewOf(head);
  const headerBytes = view.getUint32(BITMAP_FILE_HEADER, true);
  const isCore = headerBytes === BITMAP_CORE_HEADER;
  const isKnown = isCore || (headerBytes >= 16 && headerBytes <= 64) || headerBytes === 108 || headerBytes === 124;
  const planesAt = BITMAP_FILE_HEADER + (isCore ? 8 : 12);
  if (!isKnown || head.length < planesAt + 4) return false;
  return view.getUint16(planesAt, true) === 1 && BITMAP_DEPTHS.has(view.getUint16(planesAt + 2, true));
}

/** Bytes of an icon file's header, and of each of its entries. */
export const ICON_HEADER = 6;
export const ICON_ENTRY = 16;

/** Two zeros, a one and a count are not much: the first picture must lie behind the entries. */
function isIcon(head: Uint8Array): boolean {
  if (!startsWith(head, '\0\0\x01\0') || head.length < ICON_HEADER + ICON_ENTRY) return false;
  const view = viewOf(head);
  const count = view.getUint16(4, true);
  return count > 0 && head[9] === 0 && view.getUint32(18, true) >= ICON_HEADER + count * ICON_ENTRY;
}

/** What may stand before the root of an SVG: spaces, a declaration, comments and a document type. */
const SVG_START =
  /^(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?\s*>)*<(?:svg:)?svg[\s>]/;
const SVG_HEAD_BYTES = 4096;

function isSvg(head: Uint8Array): boolean {
  return SVG_START.test(String.fromCharCode(...head.subarray(0, SVG_HEAD_BYTES)));
}
