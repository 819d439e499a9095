import type { Checksum } from './parse-listing.ts';
import { createSha256 } from './sha256.ts';

/** SHA-1 as lower-case hex, of files that are small: git keeps those alone without SHA-256. */
export type Sha1 = (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;

/** True if the content is what a checksum says. `onBytes` hears how many bytes each piece had. */
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
