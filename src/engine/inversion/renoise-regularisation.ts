/**
 * ReNoise's regularisation of predicted noise (Garibi et al. 2024, section 3.3), by the closed form of its gradients: no run of the model.
 * Four rounds; in each a step against the divergence of the patches and five against the autocorrelation.
 */
import { combine } from '../diffusion/arithmetic.ts';
import type { RandomGenerator } from '../diffusion/random.ts';
import { extentsOf } from '../tensor/extents.ts';
import type { Tensor } from '../tensor/tensor.ts';

export interface RegularisationWeights {
  readonly divergence: number;
  readonly autocorrelation: number;
}

const ROUNDS = 4;
const ROLLS = 5;
const LARGEST_GRADIENT = 100;
const PATCH = 4;
const SMALLEST_SIDE = 8;
const EPSILON = 1e-6;
/** Latents of 512 x 512 pixels. */
const PUBLISHED_PIXELS = 64 * 64;

/** eps after the rounds, [1, channels, height, width]; `reference` is the prediction whose patches it should resemble. */
export function regulariseNoise(
  noise: Tensor,
  reference: Tensor,
  { divergence, autocorrelation }: RegularisationWeights,
  random: RandomGenerator,
): Tensor {
  const { height, width } = extentsOf(noise.shape);
  // The gradient of a mean over pixels: as far at every size as at the authors'.
  const pull = autocorrelation * ((height * width) / PUBLISHED_PIXELS);
  let current = noise;
  for (let round = 0; round < ROUNDS; round++) {
    if (divergence !== 0) {
      const slope = divergenceGradient(current, reference);
      const clipped = slope.data.map((value) => Math.max(-LARGEST_GRADIENT, Math.min(LARGEST_GRADIENT, value)));
      current = combine(1, current, -divergence, { shape: noise.shape, data: clipped });
    }
    for (let roll = 0; roll < (pull === 0 ? 0 : ROLLS); roll++) {
      current = combine(1, current, -pull / ROLLS, autocorrelationGradient(current, random));
    }
  }
  return current;
}

/**
 * Gradient of sum |KL| over patches of 4 x 4 pixels of one channel, each a Gaussian of its mean m and unbiased variance v:
 * KL = ln((v1 + e) / (v0 + e)) + (v0 + (m0 - m1)^2) / (v1 + e) - 1, 0 of `noise`, 1 of `reference`.
 */
export function divergenceGradient(noise: Tensor, reference: Tensor): Tensor {
  const { channels, height, width } = extentsOf(noise.shape);
  const gradient = new Float32Array(noise.data.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let top = 0; top < height; top += PATCH) {
      for (let left = 0; left < width; left += PATCH) {
        const places: number[] = [];
        for (let y = top; y < Math.min(top + PATCH, height); y++) {
          for (let x = left; x < Math.min(left + PATCH, width); x++) places.push((channel * height + y) * width + x);
        }
        const own = momentsOf(noise.data, places);
        const wanted = momentsOf(reference.data, places);
        const shift = own.mean - wanted.mean;
        const [v0, v1] = [own.variance + EPSILON, wanted.variance + EPSILON];
        const divergence = Math.log(v1 / v0) + (own.variance + shift * shift) / v1 - 1;
        for (const place of places) {
          const ofVariance = (2 * ((noise.data[place] ?? 0) - own.mean)) / (places.length - 1);
          const slope = ofVariance * (1 / v1 - 1 / v0) + (2 * shift) / (v1 * places.length);
          gradient[place] = Math.sign(divergence) * slope;
        }
      }
    }
  }
  return { shape: noise.shape, data: gradient };
}

function momentsOf(
  values: Float32Array,
  places: readonly number[],
): { readonly mean: number; readonly variance: number } {
  const mean = places.reduce((sum, place) => sum + (values[place] ?? 0), 0) / places.length;
  const squares = places.reduce((sum, place) => sum + ((values[place] ?? 0) - mean) ** 2, 0);
  return { mean, variance: squares / (places.length - 1) };
}

/**
 * Gradient of the sum, over channels and the sizes of a pyramid down to 8 pixels, of mean(n roll(n, k))^2 along both axes; k is drawn from
 * [0, size / 2). With m = mean(n roll_k n) the gradient of m^2 is (2 m / N)(roll_k n + roll_-k n), pushed back through the average pools.
 */
export function autocorrelationGradient(noise: Tensor, random: RandomGenerator): Tensor {
  const { channels, height, width } = extentsOf(noise.shape);
  const gradient = new Float32Array(noise.data.length);
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * height * width;
    let level: Plane = { height, width, data: noise.data.slice(start, start + height * width) };
    for (let factor = 1; ; factor *= 2) {
      addLevelGradient(level, random, (y, x, slope) => {
        for (let dy = 0; dy < factor; dy++) {
          for (let dx = 0; dx < factor; dx++) {
            const place = start + (y * factor + dy) * width + x * factor + dx;
            gradient[place] = (gradient[place] ?? 0) + slope / (factor * factor);
          }
        }
      });
      if (Math.min(level.height, level.width) <= SMALLEST_SIDE) break;
      level = poolAverage(level);
    }
  }
  return { shape: noise.shape, data: gradient };
}

interface Plane {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

function addLevelGradient(
  { height, width, data }: Plane,
  random: RandomGenerator,
  add: (y: number, x: number, slope: number) => void,
): void {
  const at = (y: number, x: number): number => data[((y + height) % height) * width + ((x + width) % width)] ?? 0;
  const size = height * width;
  for (const axis of ['rows', 'columns'] as const) {
    const shift = Math.floor((random.uniform() * (axis === 'rows' ? height : width)) / 2);
    const rolled = (y: number, x: number, by: number) => (axis === 'rows' ? at(y - by, x) : at(y, x - by));
    let mean = 0;
    for (let i = 0; i < size; i++)
      mean += at(Math.floor(i / width), i % width) * rolled(Math.floor(i / width), i % width, shift);
    mean /= size;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        add(y, x, ((2 * mean) / size) * (rolled(y, x, shift) + rolled(y, x, -shift)));
      }
    }
  }
}

/** 2 x 2 means; an odd last row or column is left out. */
function poolAverage({ height, width, data }: Plane): Plane {
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)];
  const pooled = Float32Array.from({ length: rows * columns }, (_, i) => {
    const start = 2 * Math.floor(i / columns) * width + 2 * (i % columns);
    return (
      ((data[start] ?? 0) + (data[start + 1] ?? 0) + (data[start + width] ?? 0) + (data[start + width + 1] ?? 0)) / 4
    );
  });
  return { height: rows, width: columns, data: pooled };
}
