import type { Extent } from '../plan-extents.ts';

/** The colour types of PNG (PNG third edition, 11.2.1): samples a pixel, and the bits that they may have. */
const KINDS: Readonly<Record<number, { readonly samples: number; readonly bits: readonly number[] }>> = {
  0: { samples: 1, bits: [1, 2, 4, 8, 16] },
  2: { samples: 3, bits: [8, 16] },
  3: { samples: 1, bits: [1, 2, 4, 8] },
  4: { samples: 2, bits: [8, 16] },
  6: { samples: 4, bits: [8, 16] },
};
const GREY = 0;
const COLOURS = 2;
const PALETTE = 3;
const GREY_WITH_ALPHA = 4;
const OPAQUE = 255;

export interface SampleFormat {
  readonly kind: number;
  readonly bits: number;
  /** Red, green and blue of each index. */
  readonly palette: Uint8Array | null;
  /** What a `tRNS` chunk has: alpha of each index, or the samples that are clear, two bytes each. */
  readonly transparency: Uint8Array | null;
}

/** Samples a pixel; null where a format has no such bits, or lacks its palette. */
export function samplesOf({ kind, bits, palette }: SampleFormat): number | null {
  const known = KINDS[kind];
  return known?.bits.includes(bits) === true && (kind !== PALETTE || palette !== null) ? known.samples : null;
}

/** Rows of samples as 8-bit RGBA; an index beyond the palette is black. */
export function expandSamples(
  rows: Uint8ClampedArray,
  { width, height }: Extent,
  format: SampleFormat,
): Uint8ClampedArray<ArrayBuffer> {
  const { kind, bits, palette, transparency } = format;
  const samples = samplesOf(format) ?? 0;
  const rowBytes = Math.ceil((width * samples * bits) / 8);
  const most = 2 ** bits - 1;
  const clear = kind === GREY || kind === COLOURS ? readSamples(transparency, samples) : null;
  const found = [0, 0, 0, 0];
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      for (let k = 0; k < samples; k++) found[k] = readSample(rows, y * rowBytes, x * samples + k, bits);
      const [first = 0, second = 0, third = 0, fourth = 0] = found;
      if (kind === PALETTE) {
        for (let k = 0; k < 3; k++) data[to + k] = palette?.[3 * first + k] ?? 0;
        data[to + 3] = transparency?.[first] ?? OPAQUE;
        continue;
      }
      const isGrey = kind === GREY || kind === GREY_WITH_ALPHA;
      const isClear = clear !== null && clear.every((value, k) => value === found[k]);
      const alpha = kind === GREY_WITH_ALPHA ? second : kind === GREY || kind === COLOURS ? most : fourth;
      data[to] = (255 * first) / most;
      data[to + 1] = (255 * (isGrey ? first : second)) / most;
      data[to + 2] = (255 * (isGrey ? first : third)) / most;
      data[to + 3] = isClear ? 0 : (255 * alpha) / most;
    }
  }
  return data;
}

function readSample(rows: Uint8ClampedArray, rowStart: number, index: number, bits: number): number {
  if (bits === 8) return rows[rowStart + index]!;
  if (bits === 16) return (rows[rowStart + 2 * index]! << 8) | rows[rowStart + 2 * index + 1]!;
  const bit = index * bits;
  return (rows[rowStart + (bit >> 3)]! >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
}

function readSamples(transparency: Uint8Array | null, samples: number): readonly number[] | null {
  if (transparency === null || transparency.length < 2 * samples) return null;
  return Array.from({ length: samples }, (_, k) => (transparency[2 * k]! << 8) | transparency[2 * k + 1]!);
}
