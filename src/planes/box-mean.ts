/** Mean over the (2 radius + 1)-square about each pixel of a plane, windows cut at the edges. The time does not depend on the radius. */
export function boxMean(plane: Float64Array, width: number, height: number, radius: number): Float64Array {
  return meanColumns(meanRows(plane, width, height, radius), width, height, radius);
}

function meanRows(plane: Float64Array, width: number, height: number, radius: number): Float64Array {
  const result = new Float64Array(plane.length);
  const sums = new Float64Array(width + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) sums[x + 1] = (sums[x] ?? 0) + (plane[row + x] ?? 0);
    for (let x = 0; x < width; x++) {
      const first = Math.max(0, x - radius);
      const end = Math.min(width, x + radius + 1);
      result[row + x] = ((sums[end] ?? 0) - (sums[first] ?? 0)) / (end - first);
    }
  }
  return result;
}

/** The sums of all columns move down together, so that memory is read in its order. */
function meanColumns(plane: Float64Array, width: number, height: number, radius: number): Float64Array {
  const result = new Float64Array(plane.length);
  const sums = new Float64Array(width);
  const move = (row: number, sign: number): void => {
    for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) + sign * (plane[row * width + x] ?? 0);
  };
  for (let row = 0; row < Math.min(radius, height); row++) move(row, 1);
  for (let y = 0; y < height; y++) {
    if (y + radius < height) move(y + radius, 1);
    if (y - radius > 0) move(y - radius - 1, -1);
    const count = Math.min(height, y + radius + 1) - Math.max(0, y - radius);
    for (let x = 0; x < width; x++) result[y * width + x] = (sums[x] ?? 0) / count;
  }
  return result;
}
