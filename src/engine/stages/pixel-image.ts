import type { PixelImage } from '../../protocol/edit-request.ts';
import { extentsOf } from '../tensor/extents.ts';
import type { Tensor } from '../tensor/tensor.ts';

const CHANNELS = 3;

/** 8-bit RGBA to [1, 3, height, width] in [-1, 1]; alpha is dropped. */
export function toTensor({ width, height, data }: PixelImage): Tensor {
  const size = width * height;
  const values = new Float32Array(CHANNELS * size);
  for (let pixel = 0; pixel < size; pixel++) {
    for (let channel = 0; channel < CHANNELS; channel++) {
      values[channel * size + pixel] = (data[4 * pixel + channel] ?? 0) / 127.5 - 1;
    }
  }
  return { shape: [1, CHANNELS, height, width], data: values };
}

/** [1, 3, height, width] in [-1, 1] to opaque 8-bit RGBA, rounded and clamped. */
export function toPixelImage({ shape, data }: Tensor): PixelImage {
  const { height, width } = extentsOf(shape);
  const size = width * height;
  const pixels = new Uint8ClampedArray(4 * size);
  for (let pixel = 0; pixel < size; pixel++) {
    for (let channel = 0; channel < CHANNELS; channel++) {
      // A clamped array rounds and clamps by itself.
      pixels[4 * pixel + channel] = ((data[channel * size + pixel] ?? 0) + 1) * 127.5;
    }
    pixels[4 * pixel + 3] = 255;
  }
  return { width, height, data: pixels };
}
