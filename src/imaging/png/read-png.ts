import { concatBytes, viewOf } from '../metadata/bytes.ts';
import { COLOUR_CHUNKS, readPngChunks } from '../metadata/png-chunks.ts';
import type { Extent } from '../plan-extents.ts';
import { unfilterRows } from './filter-rows.ts';
import { expandSamples, samplesOf } from './expand-samples.ts';

/** Decompresses bytes in zlib's format (RFC 1950). */
export type Inflate = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

const HEADER_BYTES = 13;

export interface PngPixels extends Extent {
  /** 8-bit RGBA, colours not multiplied by alpha. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * The pixels of a PNG whose rows stand in order, its samples rounded to eight bits; null for an interlaced or a damaged one.
 *
 * @param colours what the file's samples are taken for: one that is not in sRGB is null, or gives its samples as they are stored
 */
export async function readPng(
  bytes: Uint8Array,
  inflate: Inflate,
  colours: 'srgb' | 'stored' = 'srgb',
): Promise<PngPixels | null> {
  const chunks = [...readPngChunks(bytes)];
  const find = (type: string): Uint8Array | null => chunks.find((chunk) => chunk.type === type)?.data ?? null;
  const header = chunks[0]?.data;
  if (chunks[0]?.type !== 'IHDR' || header?.length !== HEADER_BYTES) return null;
  if (colours === 'srgb' && chunks.some(({ type }) => COLOUR_CHUNKS.has(type))) return null;
  const [bits = 0, kind = 0, compression, filter, interlace] = header.subarray(8);
  const format = { bits, kind, palette: find('PLTE'), transparency: find('tRNS') };
  const samples = samplesOf(format);
  if (samples === null || compression !== 0 || filter !== 0 || interlace !== 0) return null;
  const size = { width: viewOf(header).getUint32(0), height: viewOf(header).getUint32(4) };
  const rowBytes = Math.ceil((size.width * samples * bits) / 8);
  const compressed = concatBytes(...chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const filtered = await inflate(compressed).catch(() => null);
  if (filtered?.length !== size.height * (1 + rowBytes)) return null;
  const pixelBytes = Math.max(1, (samples * bits) / 8);
  const rows = unfilterRows(filtered, { rowBytes, height: size.height, pixelBytes });
  return rows && { ...size, data: expandSamples(rows, size, format) };
}
