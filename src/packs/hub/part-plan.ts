/** A range of a file that is fetched by one request. */
export interface Part {
  /** Index of the file. */
  readonly file: number;
  /** Of its first byte in the file. */
  readonly offset: number;
  readonly length: number;
}

/** Storage behind a hub throttles single streams: parts of this size keep several going, and little is lost with one of them. */
export const PART_BYTES = 8 * 2 ** 20;

/** Cuts files into parts, in order. An empty file has none. */
export function planParts(sizesBytes: readonly number[], partBytes: number = PART_BYTES): readonly Part[] {
  return sizesBytes.flatMap((size, file) =>
    Array.from({ length: Math.ceil(size / partBytes) }, (_, index) => {
      const offset = index * partBytes;
      return { file, offset, length: Math.min(partBytes, size - offset) };
    }),
  );
}
