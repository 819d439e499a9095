import { extentsOf } from '../tensor/extents.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Raster } from './raster.ts';

/** Attention of some token positions together, from maps [rows, tokens, height, width]; all 0 without positions. */
export function sumMaps(maps: Tensor, row: number, positions: readonly number[]): Raster {
  const { channels: tokens, height, width } = extentsOf(maps.shape);
  const size = height * width;
  const data = new Float32Array(size);
  for (const position of positions) {
    const start = (row * tokens + position) * size;
    for (let i = 0; i < size; i++) data[i] = (data[i] ?? 0) + (maps.data[start + i] ?? 0);
  }
  return { width, height, data };
}
