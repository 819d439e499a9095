import { crc32 } from '../../imaging/metadata/crc32.ts';

const ARRAY_TYPES = { Uint8Array, Uint8ClampedArray } as const;
type ArrayType = keyof typeof ARRAY_TYPES;

/** Stands in JSON for an array of bytes that lies beside it. */
interface ArrayReference {
  readonly $array: ArrayType;
  readonly index: number;
  readonly bytes: number;
  readonly crc32: number;
}

export interface ExtractedArrays {
  /** The value as JSON can hold it. */
  readonly json: unknown;
  readonly arrays: readonly Uint8Array[];
}

/** Takes the arrays of bytes out of plain data, each once, whatever the data is: new fields travel by themselves. */
export function extractArrays(value: unknown): ExtractedArrays {
  const arrays: Uint8Array[] = [];
  const references = new Map<object, ArrayReference>();

  const walk = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    if (part instanceof Uint8Array || part instanceof Uint8ClampedArray) {
      const known = references.get(part);
      if (known !== undefined) return known;
      const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      const type: ArrayType = part instanceof Uint8Array ? 'Uint8Array' : 'Uint8ClampedArray';
      const reference = { $array: type, index: arrays.length, bytes: bytes.length, crc32: crc32(bytes) };
      arrays.push(bytes);
      references.set(part, reference);
      return reference;
    }
    if (Array.isArray(part)) return part.map(walk);
    return Object.fromEntries(Object.entries(part).map(([key, field]) => [key, walk(field)]));
  };

  return { json: walk(value), arrays };
}

/**
 * Puts the arrays back where they were. Equal references give one and the same array.
 *
 * @param read the bytes of an array by its index
 * @throws Error if an array is missing, is of another length or has another checksum
 */
export function restoreArrays(json: unknown, read: (index: number) => Uint8Array): unknown {
  const revived = new Map<number, unknown>();

  const walk = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    if (isReference(part)) {
      const known = revived.get(part.index);
      if (known !== undefined) return known;
      const bytes = read(part.index);
      if (bytes.length !== part.bytes || crc32(bytes) !== part.crc32) {
        throw new Error(`array ${String(part.index)} is damaged`);
      }
      const array = new ARRAY_TYPES[part.$array](bytes);
      revived.set(part.index, array);
      return array;
    }
    if (Array.isArray(part)) return part.map(walk);
    return Object.fromEntries(Object.entries(part).map(([key, field]) => [key, walk(field)]));
  };

  return walk(json);
}

function isReference(part: object): part is ArrayReference {
  return '$array' in part && typeof part.$array === 'string' && part.$array in ARRAY_TYPES;
}
