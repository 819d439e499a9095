import { concatBytes, viewOf } from '../metadata/bytes.ts';
import { readPngChunks } from '../metadata/png-chunks.ts';
import type { Extent } from '../plan-extents.ts';
import { unfilterRows } from './filter-rows.ts';
import { BITS, RGBA } from './write-png.ts';

/** Decompresses bytes in zlib's format (RFC 1950). */
export type Inflate = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

/** Chunks that give the samples another meaning than sRGB. */
const COLOUR_CHUNKS: ReadonlySet<string> = new Set(['iCCP', 'cICP', 'gAMA', 'cHRM']);
const HEADER_BYTES = 13;

export interface PngPixels extends Extent {
  /** 8-bit RGBA, colours not multiplied by alpha. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** The pixels of a PNG of 8-bit RGBA in sRGB whose rows stand in order, as nearly all with transparent parts are; null for any other, and for a
 * damaged one. */
export async function readPng(bytes: Uint8Array, inflate: Inflate): Promise<PngPixels | null> {
  const chunks = [...readPngChunks(bytes)];
  const header = chunks[0]?.data;
  if (chunks[0]?.type !== 'IHDR' || header?.length !== HEADER_BYTES) return null;
  if (chunks.some(({ type }) => COLOUR_CHUNKS.has(type))) return null;
  const [bits, kind, compression, filter, interlace] = header.subarray(8);
  if (bits !== BITS || kind !== RGBA || compression !== 0 || filter !== 0 || interlace !== 0) return null;
  const size = { width: viewOf(header).getUint32(0), height: viewOf(header).getUint32(4) };
  const compressed = concatBytes(...chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const filtered = await inflate(compressed).catch(() => null);
  if (filtered?.length !== size.height * (1 + 4 * size.width)) return null;
  const data = unfilterRows(filtered, size);
  return data && { ...size, data };
}
