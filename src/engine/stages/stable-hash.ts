/** What a cache key is made of. Bytes are hashed by content, records with their keys sorted. */
export type Hashable =
  | string
  | number
  | boolean
  | null
  | Uint8ClampedArray
  | readonly Hashable[]
  | { readonly [key: string]: Hashable };

/** A 64-bit hash as text, the same for equal values in any key order. For cache keys, not for security. */
export function stableHash(value: Hashable): string {
  const text = describe(value);
  return `${mix(new TextEncoder().encode(text))}-${text.length}`;
}

function describe(value: Hashable): string {
  if (value instanceof Uint8ClampedArray) return `bytes(${mix(value)}-${value.length})`;
  if (Array.isArray(value)) return `[${value.map(describe).join(',')}]`;
  if (isRecord(value)) {
    const entries = Object.keys(value)
      .toSorted()
      .map((key) => `${JSON.stringify(key)}:${describe(value[key] ?? null)}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value);
}

function isRecord(value: Hashable): value is { readonly [key: string]: Hashable } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8ClampedArray);
}

/** Two FNV-1a hashes of 32 bits with different offsets and a final avalanche. */
function mix(bytes: Uint8Array | Uint8ClampedArray): string {
  let first = 0x811c9dc5;
  let second = 0x2f9be6cc;
  for (const byte of bytes) {
    first = Math.imul(first ^ byte, 0x01000193);
    second = Math.imul(second ^ byte ^ (first >>> 13), 0x85ebca6b);
  }
  return [first, second].map((hash) => avalanche(hash).toString(16).padStart(8, '0')).join('');
}

function avalanche(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
