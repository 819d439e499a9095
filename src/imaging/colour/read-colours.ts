import { startsWith, viewOf } from '../metadata/bytes.ts';
import { isCmykJpeg, readJpegProfile } from '../metadata/jpeg-segments.ts';
import { hasPngChunk, readPngProfile } from '../metadata/png-chunks.ts';
import { readWebpProfile } from '../metadata/webp-chunks.ts';
import { sniffImageType } from '../sniff-image-type.ts';
import { readTiffLayout } from '../tiff/read-tiff-layout.ts';
import { P3_PRIMARIES, readRgbProfile, SRGB_CURVE, writeRgbProfile } from './icc-profile.ts';
import { createColourSpace, type ColourSpace } from './colour-space.ts';

/** A profile that a saved picture can keep, and the space that it describes. */
export interface KeptProfile {
  readonly icc: Uint8Array;
  readonly space: ColourSpace;
}

/** What the colours of a photo's file are. */
export interface PhotoColours {
  /** sRGB, said or not; of a profile that can be kept; or of another, which must be converted. */
  readonly profile: 'srgb' | KeptProfile | 'other';
  /** More than eight bits a colour. */
  readonly isDeep: boolean;
}

const SRGB: PhotoColours = { profile: 'srgb', isDeep: false };
const DEEPEST = 8;

/** Reads what a photo's colours are, from its whole file. */
export function readColours(photo: Uint8Array): PhotoColours {
  switch (sniffImageType(photo)) {
    case 'jpeg':
      return { ...SRGB, profile: isCmykJpeg(photo) ? 'other' : judge(readJpegProfile(photo)) };
    case 'png':
      // Coding-independent code points come before any profile (PNG third edition, 4.3): those of wide or bright pictures.
      return { profile: hasPngChunk(photo, 'cICP') ? 'other' : judge(readPngProfile(photo)), isDeep: photo[24] === 16 };
    case 'webp':
      return { ...SRGB, profile: judge(readWebpProfile(photo)) };
    case 'tiff':
      return readTiffColours(photo);
    case 'avif':
    case 'heic':
      return readIsoMediaColours(photo);
    default:
      return SRGB;
  }
}

function readTiffColours(photo: Uint8Array): PhotoColours {
  const layout = readTiffLayout(photo);
  if (layout === null || layout === 'foreign') return SRGB;
  return { profile: judge(layout.icc), isDeep: layout.bits > DEEPEST };
}

function judge(icc: Uint8Array | null): PhotoColours['profile'] {
  if (icc === null) return 'srgb';
  const rgb = readRgbProfile(icc);
  return rgb === null ? 'other' : { icc, space: createColourSpace(rgb) };
}

/** Of colours by code points (ITU-T H.273): BT.709 or none said, and the primaries and the curve of Display P3. */
const BT709 = 1;
const UNKNOWN = 2;
const P3 = 12;
/** BT.709, BT.601, sRGB and none said: all are shown by the curve of sRGB. */
const SRGB_TRANSFERS: ReadonlySet<number> = new Set([BT709, UNKNOWN, 6, 13]);

/** Colour (`colr`) and depth (`pixi`) properties of an ISO media file (ISO/IEC 23008-12, 6.5.5 and 6.5.6). */
function readIsoMediaColours(photo: Uint8Array): PhotoColours {
  const view = viewOf(photo);
  const end = Math.min(photo.length, findPixels(photo)) - 12;
  let points: PhotoColours['profile'] = 'srgb';
  let profile: PhotoColours['profile'] | null = null;
  let isDeep = false;
  for (let at = 4; at < end; at++) {
    if (photo[at] === 0x70 && startsWith(photo, 'pixi', at)) isDeep ||= (photo[at + 9] ?? 0) > DEEPEST;
    if (photo[at] !== 0x63 || !startsWith(photo, 'colr', at)) continue;
    const boxEnd = at - 4 + view.getUint32(at - 4);
    if (startsWith(photo, 'prof', at + 4) || startsWith(photo, 'rICC', at + 4)) {
      profile ??= judge(photo.slice(at + 8, boxEnd));
    } else if (startsWith(photo, 'nclx', at + 4) && at + 12 <= photo.length) {
      points = judgePoints(view.getUint16(at + 8), view.getUint16(at + 10));
    }
  }
  return { profile: profile ?? points, isDeep };
}

function judgePoints(primaries: number, transfer: number): PhotoColours['profile'] {
  if (!SRGB_TRANSFERS.has(transfer)) return 'other';
  if (primaries === P3) return judge(writeRgbProfile('Display P3', P3_PRIMARIES, SRGB_CURVE));
  return primaries === BT709 || primaries === UNKNOWN ? 'srgb' : 'other';
}

/** Where the pictures' own bytes begin: properties stand before, and what looks like them behind is none. */
function findPixels(photo: Uint8Array): number {
  const view = viewOf(photo);
  for (let at = 0; at + 8 <= photo.length;) {
    if (startsWith(photo, 'mdat', at + 4)) return at;
    const length = view.getUint32(at);
    if (length < 8) break;
    at += length;
  }
  return photo.length;
}
