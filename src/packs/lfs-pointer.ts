const BEGINNING = 'version https://git-lfs.github.com/spec/v';

/** Bytes to read of a file for `isLfsPointer`. */
export const LFS_POINTER_HEAD = BEGINNING.length;

/** Whether a file begins as the pointer that Git leaves in place of a large file where Git LFS did not fetch it. */
export function isLfsPointer(head: Uint8Array): boolean {
  return [...BEGINNING].every((letter, index) => head[index] === letter.charCodeAt(0));
}
