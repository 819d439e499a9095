import { resizeBilinear } from '../control/raster.ts';
import { extentsOf } from '../tensor/extents.ts';
import { tensor, type Tensor } from '../tensor/tensor.ts';

/** Bilinear, with pixel centres at halves, [rows, channels, h, w] to [rows, channels, height, width]. */
export function enlargePicture({ shape, data }: Tensor, width: number, height: number): Tensor {
  const { rows, channels, height: oldHeight, width: oldWidth } = extentsOf(shape);
  const size = oldHeight * oldWidth;
  const resized = new Float32Array(rows * channels * height * width);
  for (let plane = 0; plane < rows * channels; plane++) {
    const raster = { width: oldWidth, height: oldHeight, data: data.subarray(plane * size, (plane + 1) * size) };
    resized.set(resizeBilinear(raster, width, height).data, plane * width * height);
  }
  return tensor([rows, channels, height, width], resized);
}

/** The mean of every block of pixels. Throws a RangeError where blocks do not fill the picture. */
export function shrinkPicture({ shape, data }: Tensor, width: number, height: number): Tensor {
  const { rows, channels, height: oldHeight, width: oldWidth } = extentsOf(shape);
  const [across, down] = [oldWidth / width, oldHeight / height];
  if (!Number.isInteger(across) || !Number.isInteger(down)) {
    throw new RangeError(`${oldWidth} x ${oldHeight} is no multiple of ${width} x ${height}`);
  }
  const shrunk = new Float32Array(rows * channels * height * width);
  for (const [i, value] of data.entries()) {
    const plane = Math.floor(i / (oldWidth * oldHeight));
    const row = Math.floor((Math.floor(i / oldWidth) % oldHeight) / down);
    const column = Math.floor((i % oldWidth) / across);
    const target = (plane * height + row) * width + column;
    shrunk[target] = (shrunk[target] ?? 0) + value / (across * down);
  }
  return tensor([rows, channels, height, width], shrunk);
}
