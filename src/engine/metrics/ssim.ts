import { extentsOf } from '../tensor/extents.ts';
import type { Tensor } from '../tensor/tensor.ts';

const SIGMA = 1.5;
const RADIUS = 5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/**
 * Structural similarity (Wang et al. 2004): Gaussian window of 11 pixels and sigma 1.5, data range 1, mean over the channels and over
 * the pixels whose window lies inside the image. Images and `weights` as for PSNR. 1 for equal images.
 */
export function ssim(reference: Tensor, image: Tensor, weights?: Float32Array): number {
  const { channels, height, width } = extentsOf(reference.shape);
  const size = height * width;
  let sum = 0;
  let total = 0;
  for (let channel = 0; channel < channels; channel++) {
    const x = toUnitRange(reference.data.subarray(channel * size, (channel + 1) * size));
    const y = toUnitRange(image.data.subarray(channel * size, (channel + 1) * size));
    const average = (values: Float64Array): Float64Array => averageWindows(values, width, height);
    const [meanX, meanY] = [average(x), average(y)];
    const [meanXX, meanYY, meanXY] = [average(multiply(x, x)), average(multiply(y, y)), average(multiply(x, y))];
    for (let row = RADIUS; row < height - RADIUS; row++) {
      for (let column = RADIUS; column < width - RADIUS; column++) {
        const i = row * width + column;
        const [mx, my] = [meanX[i] ?? 0, meanY[i] ?? 0];
        const covariance = (meanXY[i] ?? 0) - mx * my;
        const variances = (meanXX[i] ?? 0) - mx * mx + ((meanYY[i] ?? 0) - my * my);
        const similarity = ((2 * mx * my + C1) * (2 * covariance + C2)) / ((mx * mx + my * my + C1) * (variances + C2));
        const weight = weights ? (weights[i] ?? 0) : 1;
        sum += weight * similarity;
        total += weight;
      }
    }
  }
  return sum / total;
}

function toUnitRange(values: Float32Array): Float64Array {
  return Float64Array.from(values, (value) => (value + 1) / 2);
}

function multiply(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((value, i) => value * (y[i] ?? 0));
}

/** Gaussian mean over each full window; 0 where the window leaves the image. */
function averageWindows(values: Float64Array, width: number, height: number): Float64Array {
  const kernel = gaussianKernel();
  const rows = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const column = i % width;
    if (column < RADIUS || column >= width - RADIUS) continue;
    for (let k = -RADIUS; k <= RADIUS; k++) rows[i] = (rows[i] ?? 0) + (kernel[k + RADIUS] ?? 0) * (values[i + k] ?? 0);
  }
  const result = new Float64Array(values.length);
  for (let i = RADIUS * width; i < (height - RADIUS) * width; i++) {
    for (let k = -RADIUS; k <= RADIUS; k++) {
      result[i] = (result[i] ?? 0) + (kernel[k + RADIUS] ?? 0) * (rows[i + k * width] ?? 0);
    }
  }
  return result;
}

function gaussianKernel(): readonly number[] {
  const weights = Array.from({ length: 2 * RADIUS + 1 }, (_, i) =>
    Math.exp(-((i - RADIUS) ** 2) / (2 * SIGMA * SIGMA)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
