type Bytes = Uint8Array<ArrayBuffer>;

/** Joins pieces into one array. */
export function concatBytes(...pieces: readonly Uint8Array[]): Bytes {
  const result = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const piece of pieces) {
    result.set(piece, offset);
    offset += piece.length;
  }
  return result;
}

/** One byte a character; characters above U+00FF are not allowed. */
export function latin1(text: string): Bytes {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** True if `bytes` has `text` (one byte a character) at `offset`. */
export function startsWith(bytes: Uint8Array, text: string, offset = 0): boolean {
  return latin1(text).every((byte, i) => bytes[offset + i] === byte);
}
