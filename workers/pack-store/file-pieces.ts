/** Large enough to be quick, small enough that a `stop` takes effect in between. */
const PIECE_BYTES = 8 * 2 ** 20;

/** The bytes of a Blob in order. */
export async function* piecesOfBlob(blob: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  for (let offset = 0; offset < blob.size; offset += PIECE_BYTES) {
    yield new Uint8Array(await blob.slice(offset, offset + PIECE_BYTES).arrayBuffer());
  }
}
