import type { Tensor } from '../tensor/tensor.ts';

const [DECAY, SQUARE_DECAY, EPSILON] = [0.9, 0.999, 1e-8];

/** Adam (Kingma and Ba 2015, arXiv 1412.6980) with its published constants: a step from `point` against `gradient`, a new tensor, as far as `rate` says. */
export function createAdam(usual: number, size: number): (point: Tensor, gradient: Tensor, rate?: number) => Tensor {
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  let steps = 0;
  return (point, gradient, rate = usual) => {
    steps += 1;
    const data = point.data.map((value, i) => {
      const slope = gradient.data[i] ?? 0;
      const m = (mean[i] = DECAY * (mean[i] ?? 0) + (1 - DECAY) * slope);
      const v = (square[i] = SQUARE_DECAY * (square[i] ?? 0) + (1 - SQUARE_DECAY) * slope * slope);
      const unbiased = Math.sqrt(v / (1 - SQUARE_DECAY ** steps));
      return value - (rate * m) / (1 - DECAY ** steps) / (unbiased + EPSILON);
    });
    return { shape: point.shape, data };
  };
}
