import { turnOf, turnPixels } from '../orientation.ts';
import type { Extent } from '../plan-extents.ts';
import { coloursOf, readTiffLayout, type TiffLayout } from './read-tiff-layout.ts';
import { unpackBits } from './unpack-bits.ts';
import { unpackLzw } from './unpack-lzw.ts';

/** A TIFF's first picture, upright: 8-bit RGBA as it is stored, colours not multiplied by alpha. */
export interface TiffPixels extends Extent {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly icc: Uint8Array | null;
}

/** No compression that is read makes more bytes of one: LZW at the length of its longest codes, Deflate of its longest matches. */
const MAX_RATIO = 2600;
const LZW = 5;
const PACK_BITS = 32_773;
const OPAQUE = 255;
const DEEP = 16;
/** Of 16 bits the upper 8 stay, as other decoders do it: what was widened from 8, by shifting or by repeating them, comes back as it was. */
const DROPPED_BITS = 8;

/**
 * Decodes the first picture of a TIFF. Strips and tiles are unpacked by geotiff, which is loaded for the first of them.
 *
 * @throws where the file is damaged, or of a layout that `readTiffLayout` calls foreign
 */
export async function readTiff(file: Uint8Array<ArrayBuffer>): Promise<TiffPixels> {
  const layout = readTiffLayout(file);
  if (layout === null || layout === 'foreign') throw new Error('this TIFF is not read');
  const { width, height, orientation, icc } = layout;
  if ((width * height * layout.samples * layout.bits) / 8 > MAX_RATIO * file.length) {
    throw new Error('a TIFF of more pixels than its bytes can hold');
  }
  const { addDecoder, BaseDecoder, fromArrayBuffer } = await import('geotiff');
  // geotiff 3.0.5 itself follows damaged LZW without end, and takes an empty packet of PackBits for one of 129 bytes.
  class Lzw extends BaseDecoder {
    override decodeBlock(block: ArrayBuffer): ArrayBuffer {
      return unpackLzw(new Uint8Array(block)).buffer;
    }
  }
  class PackBits extends BaseDecoder {
    override decodeBlock(block: ArrayBuffer): ArrayBuffer {
      return unpackBits(new Uint8Array(block)).buffer;
    }
  }
  addDecoder(LZW, async () => Lzw);
  addDecoder(PACK_BITS, async () => PackBits);
  const { buffer, byteOffset, length } = file;
  const isWhole = byteOffset === 0 && length === buffer.byteLength;
  const tiff = await fromArrayBuffer(isWhole ? buffer : buffer.slice(byteOffset, byteOffset + length));
  const samples = await (await tiff.getImage(0)).readRasters({ interleave: true });
  if (samples.length !== width * height * layout.samples) throw new Error('a TIFF of another size than it says');
  const stored = toRgba(samples, layout);
  const data = orientation === 1 ? stored : turnPixels(stored, layout, orientation);
  const upright = turnOf(orientation, { width, height });
  return { width: upright.width, height: upright.height, data, icc };
}

function toRgba(values: ArrayLike<number>, layout: TiffLayout): Uint8ClampedArray<ArrayBuffer> {
  const { width, height, kind, bits, samples, alpha, palette } = layout;
  const most = 2 ** bits - 1;
  const toByte = (value: number): number => (bits === DEEP ? value >> DROPPED_BITS : (OPAQUE * value) / most);
  const colours = coloursOf(kind);
  const data = new Uint8ClampedArray(4 * width * height);
  for (let from = 0, to = 0; to < data.length; from += samples, to += 4) {
    const opacity = alpha === 'none' ? most : values[from + colours]!;
    for (let k = 0; k < 3; k++) {
      const value = values[from + (k < colours ? k : 0)]!;
      if (kind === 'palette') data[to + k] = palette[k * (most + 1) + value]! >> DROPPED_BITS;
      else {
        const straight = alpha === 'multiplied' && opacity > 0 ? Math.min(most, (value * most) / opacity) : value;
        data[to + k] = toByte(kind === 'white-is-zero' ? most - straight : straight);
      }
    }
    data[to + 3] = toByte(opacity);
  }
  return data;
}
