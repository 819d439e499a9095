import { concatBytes, latin1, viewOf } from '../metadata/bytes.ts';
import { makeChunk } from '../metadata/png-chunks.ts';
import { filterRows } from './filter-rows.ts';

/** Compresses bytes in zlib's format (RFC 1950). */
export type Deflate = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

const SIGNATURE = '\x89PNG\r\n\x1a\n';
const BITS = 8;
const RGBA = 6;
/** Colours are sRGB, to be shown as a perceptual match (PNG third edition, 11.3.2.5). */
const PERCEPTUAL = 0;

/**
 * An 8-bit RGBA PNG in sRGB. Canvases keep colours multiplied by alpha, and lose what lies under transparent pixels; this keeps every
 * byte.
 */
export async function writePng(
  { width, height, data }: { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray },
  deflate: Deflate,
): Promise<Uint8Array<ArrayBuffer>> {
  const header = new Uint8Array(13);
  viewOf(header).setUint32(0, width);
  viewOf(header).setUint32(4, height);
  header.set([BITS, RGBA], 8);
  return concatBytes(
    latin1(SIGNATURE),
    makeChunk('IHDR', header),
    makeChunk('sRGB', Uint8Array.of(PERCEPTUAL)),
    makeChunk('IDAT', await deflate(filterRows(data, { width, height }))),
    makeChunk('IEND', new Uint8Array()),
  );
}
