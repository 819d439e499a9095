/** Where to stop: after `patience` iterations in a row that change the value by less than `tolerance`, or after `most`. */
export interface AscentLimits {
  readonly rate: number;
  readonly tolerance: number;
  readonly patience: number;
  readonly most: number;
}

const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-8];

/**
 * Adam (Kingma and Ba 2015, Algorithm 1), uphill, in place. `evaluate` returns the value at `point` and writes its gradient into `slope`, which
 * it gets filled with 0.
 */
export function ascend(
  point: Float64Array,
  evaluate: (point: Float64Array, slope: Float64Array) => number,
  { rate, tolerance, patience, most }: AscentLimits,
): void {
  const slope = new Float64Array(point.length);
  const first = new Float64Array(point.length);
  const second = new Float64Array(point.length);
  let last = Number.NEGATIVE_INFINITY;
  let still = 0;
  for (let step = 1; step <= most && still < patience; step++) {
    slope.fill(0);
    const value = evaluate(point, slope);
    still = Math.abs(value - last) < tolerance ? still + 1 : 0;
    last = value;
    for (let i = 0; i < point.length; i++) {
      const g = slope[i] ?? 0;
      const mean = BETA_1 * (first[i] ?? 0) + (1 - BETA_1) * g;
      const square = BETA_2 * (second[i] ?? 0) + (1 - BETA_2) * g ** 2;
      first[i] = mean;
      second[i] = square;
      point[i] =
        (point[i] ?? 0) + (rate * mean) / (1 - BETA_1 ** step) / (Math.sqrt(square / (1 - BETA_2 ** step)) + EPSILON);
    }
  }
}
