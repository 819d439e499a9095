/** Colour profiles (ICC.1:2022) of the form that cameras, phones and editors write: three primaries and a curve for each. */
import { concatBytes, latin1, startsWith, viewOf } from '../metadata/bytes.ts';

/** Row by row. */
export type Matrix = readonly [
  readonly [number, number, number],
  readonly [number, number, number],
  readonly [number, number, number],
];

/** An RGB space: XYZ under D50 = primaries (columns) times the linear colours, and curve k makes channel k linear; all of 0..1. */
export interface RgbProfile {
  readonly primaries: Matrix;
  readonly curves: readonly [Curve, Curve, Curve];
}

type Curve = (value: number) => number;

const HEADER_BYTES = 128;
const ENTRY_BYTES = 12;
const MAX_TAGS = 256;
/** What a power curve, and the curve of sRGB, are made of (ICC.1:2022, 10.18): how many numbers each kind has. */
const PARAMETERS = [1, 3, 4, 5, 7] as const;

/** Primaries of sRGB and of Display P3, adapted to D50 as their profiles have them. */
export const SRGB_PRIMARIES: Matrix = [
  [0.436_066, 0.385_147, 0.143_066],
  [0.222_488, 0.716_873, 0.060_608],
  [0.013_916, 0.097_076, 0.714_096],
];
export const P3_PRIMARIES: Matrix = [
  [0.515_102, 0.291_965, 0.157_153],
  [0.241_182, 0.692_236, 0.066_582],
  [-0.001_049, 0.041_882, 0.784_378],
];
/** The curve of sRGB (IEC 61966-2-1) as parameters g, a, b, c, d. */
export const SRGB_CURVE = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.040_45] as const;

/**
 * Reads a profile of three primaries and curves; null for any other (greys, CMYK, tables), and for a damaged one. Profiles with tables
 * besides are others: readers prefer the tables.
 */
export function readRgbProfile(icc: Uint8Array): RgbProfile | null {
  try {
    return parseProfile(icc);
  } catch (error) {
    // Reading past the end: the profile is cut off.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function parseProfile(icc: Uint8Array): RgbProfile | null {
  const isRgb = startsWith(icc, 'RGB XYZ ', 16) && startsWith(icc, 'acsp', 36);
  if (!isRgb) return null;
  const view = viewOf(icc);
  const tags = new Map<string, number>();
  for (let index = 0; index < Math.min(view.getUint32(HEADER_BYTES), MAX_TAGS); index++) {
    const at = HEADER_BYTES + 4 + index * ENTRY_BYTES;
    tags.set(String.fromCharCode(...icc.subarray(at, at + 4)), view.getUint32(at + 4));
  }
  if (tags.has('A2B0')) return null;
  const columns = ['rXYZ', 'gXYZ', 'bXYZ'].map((tag) => readXyz(view, tags.get(tag)));
  const [red, green, blue] = ['rTRC', 'gTRC', 'bTRC'].map((tag) => readCurve(view, tags.get(tag)));
  const [r, g, b] = columns;
  if (!r || !g || !b || !red || !green || !blue) return null;
  const primaries: Matrix = [
    [r[0], g[0], b[0]],
    [r[1], g[1], b[1]],
    [r[2], g[2], b[2]],
  ];
  return [red, green, blue].every(isRising) && isInvertible(primaries)
    ? { primaries, curves: [red, green, blue] }
    : null;
}

function readFixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65_536;
}

function readTag(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}

function readXyz(view: DataView, at: number | undefined): readonly [number, number, number] | null {
  if (at === undefined || readTag(view, at) !== 'XYZ ') return null;
  return [readFixed(view, at + 8), readFixed(view, at + 12), readFixed(view, at + 16)];
}

function readCurve(view: DataView, at: number | undefined): Curve | null {
  if (at === undefined) return null;
  const kind = readTag(view, at);
  if (kind === 'para') {
    const count = PARAMETERS[view.getUint16(at + 8)];
    if (count === undefined) return null;
    return parametricCurve(Array.from({ length: count }, (_, index) => readFixed(view, at + 12 + 4 * index)));
  }
  if (kind !== 'curv') return null;
  const count = view.getUint32(at + 8);
  if (count === 0) return (value) => value;
  if (count === 1) return powerCurve(view.getUint16(at + 12) / 256);
  if (at + 12 + 2 * count > view.byteLength) return null;
  const samples = Float64Array.from({ length: count }, (_, index) => view.getUint16(at + 12 + 2 * index) / 65_535);
  return (value) => {
    const place = value * (count - 1);
    const index = Math.min(count - 2, Math.floor(place));
    return samples[index]! + (place - index) * (samples[index + 1]! - samples[index]!);
  };
}

function powerCurve(gamma: number): Curve {
  return (value) => value ** gamma;
}

/** (a x + b)^g + e from d on, c x + f below (ICC.1:2022, table 68); the shorter kinds lack what comes last. */
function parametricCurve(parameters: readonly number[]): Curve {
  const [g = 1, a = 1, b = 0] = parameters;
  if (parameters.length === 1) return powerCurve(g);
  const power = (value: number): number => Math.max(0, a * value + b) ** g;
  if (parameters.length <= 4) {
    const offset = parameters[3] ?? 0;
    return (value) => power(value) + offset;
  }
  const [, , , c = 0, d = 0, e = 0, f = 0] = parameters;
  return (value) => (value >= d ? power(value) + e : c * value + f);
}

/** Whether a curve can be undone for the values that bytes have. */
function isRising(curve: Curve): boolean {
  const values = Array.from({ length: 256 }, (_, byte) => curve(byte / 255));
  return values.every((value, byte) => Number.isFinite(value) && (byte === 0 || value >= values[byte - 1]!)) &&
    values[255]! - values[0]! > 0.5
    ? values[255]! < 2
    : false;
}

const LEAST_DETERMINANT = 1e-4;

function isInvertible(matrix: Matrix): boolean {
  return Math.abs(determinant(matrix)) > LEAST_DETERMINANT && matrix.flat().every((value) => Math.abs(value) < 4);
}

function determinant([[a, b, c], [d, e, f], [g, h, i]]: Matrix): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

export function invert(matrix: Matrix): Matrix {
  const [[a, b, c], [d, e, f], [g, h, i]] = matrix;
  const scale = 1 / determinant(matrix);
  return [
    [(e * i - f * h) * scale, (c * h - b * i) * scale, (b * f - c * e) * scale],
    [(f * g - d * i) * scale, (a * i - c * g) * scale, (c * d - a * f) * scale],
    [(d * h - e * g) * scale, (b * g - a * h) * scale, (a * e - b * d) * scale],
  ];
}

export function multiply(left: Matrix, right: Matrix): Matrix {
  const row = (index: 0 | 1 | 2): readonly [number, number, number] => {
    const [a, b, c] = left[index];
    const column = (k: 0 | 1 | 2): number => a * right[0][k] + b * right[1][k] + c * right[2][k];
    return [column(0), column(1), column(2)];
  };
  return [row(0), row(1), row(2)];
}

/** D50, the white of profiles (ICC.1:2022, 7.2.16). */
const WHITE = [0.9642, 1, 0.8249] as const;

/**
 * Writes a profile of version 4 with one curve for all channels.
 *
 * @param parameters of the curve: g alone, or g, a, b, c and d
 */
export function writeRgbProfile(
  name: string,
  primaries: Matrix,
  parameters: readonly number[],
): Uint8Array<ArrayBuffer> {
  const curve = block('para', 4 + 4 * parameters.length);
  viewOf(curve).setUint16(8, PARAMETERS.indexOf(parameters.length as (typeof PARAMETERS)[number]));
  parameters.forEach((value, index) => setFixed(curve, 12 + 4 * index, value));
  const xyz = (values: readonly number[]): Uint8Array => {
    const bytes = block('XYZ ', 12);
    values.forEach((value, index) => setFixed(bytes, 8 + 4 * index, value));
    return bytes;
  };
  const blocks = [
    writeText(name),
    writeText('Public domain'),
    xyz(WHITE),
    ...([0, 1, 2] as const).map((k) => xyz(primaries.map((row) => row[k]))),
    curve,
  ];
  const tags = ['desc', 'cprt', 'wtpt', 'rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC'];
  const tableBytes = 4 + ENTRY_BYTES * tags.length;
  const head = new Uint8Array(HEADER_BYTES + tableBytes);
  const view = viewOf(head);
  view.setUint32(HEADER_BYTES, tags.length);
  tags.forEach((tag, index) => {
    // The curve is shared.
    const which = Math.min(index, blocks.length - 1);
    const start = blocks.slice(0, which).reduce((sum, { length }) => sum + length, head.length);
    const at = HEADER_BYTES + 4 + ENTRY_BYTES * index;
    head.set(latin1(tag), at);
    view.setUint32(at + 4, start);
    view.setUint32(at + 8, blocks[which]?.length ?? 0);
  });
  const profile = concatBytes(head, ...blocks);
  viewOf(profile).setUint32(0, profile.length);
  viewOf(profile).setUint32(8, 0x04_20_00_00);
  profile.set(latin1('mntrRGB XYZ '), 12);
  profile.set(latin1('acsp'), 36);
  WHITE.forEach((value, index) => setFixed(profile, 68 + 4 * index, value));
  return profile;
}

function setFixed(bytes: Uint8Array, at: number, value: number): void {
  viewOf(bytes).setInt32(at, Math.round(value * 65_536));
}

/** A tag's data: its kind, four reserved bytes, its content, up to a multiple of four. */
function block(kind: string, contentBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + 4 * Math.ceil(contentBytes / 4));
  bytes.set(latin1(kind));
  return bytes;
}

/** A text in English (ICC.1:2022, 10.15). */
function writeText(text: string): Uint8Array {
  const bytes = block('mluc', 20 + 2 * text.length);
  const view = viewOf(bytes);
  view.setUint32(8, 1);
  view.setUint32(12, ENTRY_BYTES);
  bytes.set(latin1('enUS'), 16);
  view.setUint32(20, 2 * text.length);
  view.setUint32(24, 28);
  [...text].forEach((character, index) => view.setUint16(28 + 2 * index, character.charCodeAt(0)));
  return bytes;
}
