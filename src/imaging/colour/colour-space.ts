import { invert, multiply, SRGB_PRIMARIES, type Matrix, type RgbProfile } from './icc-profile.ts';

/** How the bytes of a photo become sRGB and return, three values of 0..255 in place. */
export interface ColourSpace {
  /** Colours that sRGB does not hold go below 0 and beyond 255: nothing of a photo is cut off. */
  toSrgb(colour: Float64Array): void;
  /** The nearest bytes. */
  fromSrgb(colour: Float64Array): void;
}

const MAX = 255;

/** The space of a profile. Bytes that go to sRGB and come back are the same bytes. */
export function createColourSpace({ primaries, curves }: RgbProfile): ColourSpace {
  const toSrgb = multiply(invert(SRGB_PRIMARIES), primaries);
  const fromSrgb = invert(toSrgb);
  const linear = curves.map((curve) => Float64Array.from({ length: MAX + 1 }, (_, byte) => curve(byte / MAX)));
  // Where one byte ends and the next begins.
  const borders = curves.map((curve) => Float64Array.from({ length: MAX }, (_, byte) => curve((byte + 0.5) / MAX)));
  return {
    toSrgb(colour) {
      for (let k = 0; k < 3; k++) colour[k] = linear[k]![colour[k]!]!;
      apply(toSrgb, colour);
      for (let k = 0; k < 3; k++) colour[k] = MAX * encode(colour[k]!);
    },
    fromSrgb(colour) {
      for (let k = 0; k < 3; k++) colour[k] = decode(colour[k]! / MAX);
      apply(fromSrgb, colour);
      for (let k = 0; k < 3; k++) colour[k] = countBelow(borders[k]!, colour[k]!);
    },
  };
}

function apply([red, green, blue]: Matrix, colour: Float64Array): void {
  const [r, g, b] = [colour[0]!, colour[1]!, colour[2]!];
  colour[0] = red[0] * r + red[1] * g + red[2] * b;
  colour[1] = green[0] * r + green[1] * g + green[2] * b;
  colour[2] = blue[0] * r + blue[1] * g + blue[2] * b;
}

/** Steps of the tables that stand for powers, which take most of the time: less than a hundredth of a byte is lost between them. */
const STEPS = 4096;
const ENCODED = Float64Array.from({ length: STEPS + 2 }, (_, step) => encodeExactly(step / STEPS));
const DECODED = Float64Array.from({ length: STEPS + 2 }, (_, step) => decodeExactly(step / STEPS));

/** The curve of sRGB (IEC 61966-2-1). */
function encodeExactly(linear: number): number {
  return linear <= 0.003_130_8 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

function decodeExactly(value: number): number {
  return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Below 0 the same with the other sign. */
function encode(linear: number): number {
  const size = Math.abs(linear);
  const value = size > 1 ? encodeExactly(size) : lookUp(ENCODED, size);
  return linear < 0 ? -value : value;
}

function decode(value: number): number {
  const size = Math.abs(value);
  const linear = size > 1 ? decodeExactly(size) : lookUp(DECODED, size);
  return value < 0 ? -linear : linear;
}

function lookUp(table: Float64Array, value: number): number {
  const place = value * STEPS;
  const step = Math.floor(place);
  return table[step]! + (place - step) * (table[step + 1]! - table[step]!);
}

/** How many of rising values lie below one: the byte whose range it falls into. */
function countBelow(borders: Float64Array, value: number): number {
  let low = 0;
  let high = borders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (borders[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
