import type { Checksum } from './parse-listing.ts';
import { createSha256 } from './sha256.ts';

/** SHA-1 as lower-case hex, of small files: a hub has SHA-256 of all others. */
export type Sha1 = (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;

/** Whether the content matches a checksum. `onBytes` is told how many bytes each piece has. */
export async function matchesChecksum(
  checksum: Checksum,
  sizeBytes: number,
  pieces: AsyncIterable<Uint8Array>,
  sha1: Sha1,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<boolean> {
  const header = new TextEncoder().encode(`blob ${sizeBytes}\0`);
  const isLarge = checksum.kind === 'sha256';
  const sha256 = createSha256();
  const blob = new Uint8Array(isLarge ? 0 : header.length + sizeBytes);
  if (!isLarge) blob.set(header);
  let position = header.length;
  for await (const piece of pieces) {
    onBytes(piece.length);
    if (isLarge) sha256.update(piece);
    else if (position + piece.length > blob.length) return false;
    else blob.set(piece, position);
    position += piece.length;
  }
  if (position !== header.length + sizeBytes) return false;
  return (isLarge ? sha256.finish() : await sha1(blob)) === checksum.hex;
}
