/** A file of any size that can be read in pieces: on disk, in a Blob, in memory. */
export interface ByteSource {
  readonly size: number;
  /** `length` bytes from `offset` on, fewer where the file ends before. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Browsers and Node read at most 2 GiB at once; smaller pieces keep the peak of memory low. */
const PIECE_BYTES = 64 * 2 ** 20;

/** The bytes of a source in order, a piece at a time. */
export async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array, void, void> {
  for (let offset = 0; offset < source.size; offset += PIECE_BYTES) {
    yield await source.read(offset, Math.min(PIECE_BYTES, source.size - offset));
  }
}

/** All bytes of a source in one array. */
export async function readWhole(source: ByteSource): Promise<Uint8Array> {
  const bytes = new Uint8Array(source.size);
  let position = 0;
  for await (const piece of piecesOf(source)) {
    bytes.set(piece, position);
    position += piece.length;
  }
  return bytes;
}
