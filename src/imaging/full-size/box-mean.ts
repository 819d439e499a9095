/** Mean over the (2 radius + 1)-square about each pixel of a plane, windows cut at the edges. */
export function boxMean(plane: Float64Array, width: number, height: number, radius: number): Float64Array {
  const rows = meanLines(plane, { lines: height, lineStride: width, length: width, step: 1 }, radius);
  return meanLines(rows, { lines: width, lineStride: 1, length: height, step: width }, radius);
}

interface Lines {
  readonly lines: number;
  readonly lineStride: number;
  readonly length: number;
  /** Distance between neighbours on a line. */
  readonly step: number;
}

function meanLines(data: Float64Array, { lines, lineStride, length, step }: Lines, radius: number): Float64Array {
  const result = new Float64Array(data.length);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStride;
    for (let i = 0; i < length; i++) {
      const first = Math.max(0, i - radius);
      const last = Math.min(length - 1, i + radius);
      let sum = 0;
      for (let k = first; k <= last; k++) sum += data[start + k * step] ?? 0;
      result[start + i * step] = sum / (last - first + 1);
    }
  }
  return result;
}
