import { at } from '../at.ts';

/** Where to cut a picture of evidence (values 0..1) into inside and outside. */
export type ThresholdRule =
  /** A fixed value. */
  | { readonly kind: 'fixed'; readonly value: number }
  /** The cut with the largest variance between the two sides (Otsu 1979). */
  | { readonly kind: 'otsu' }
  /** The cut that keeps this part of the pixels. */
  | { readonly kind: 'quantile'; readonly kept: number };

/** The threshold that `rule` sets for these values; a pixel is inside when it is greater. */
export function findThreshold(values: Float32Array, rule: ThresholdRule): number {
  if (rule.kind === 'fixed') return rule.value;
  if (rule.kind === 'otsu') return otsuThreshold(values);
  const sorted = values.toSorted();
  return at(sorted, Math.min(sorted.length - 1, Math.floor((1 - rule.kept) * sorted.length)));
}

const BINS = 128;

function otsuThreshold(values: Float32Array): number {
  const histogram = new Float64Array(BINS);
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(value * BINS)));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  const total = histogram.reduce((sum, count, bin) => sum + count * bin, 0);
  let below = 0;
  let belowSum = 0;
  let best = 0;
  let bestVariance = -1;
  histogram.forEach((count, bin) => {
    below += count;
    belowSum += count * bin;
    const above = values.length - below;
    if (below === 0 || above === 0) return;
    const variance = below * above * (belowSum / below - (total - belowSum) / above) ** 2;
    if (variance > bestVariance) {
      bestVariance = variance;
      best = bin + 1;
    }
  });
  return best / BINS;
}
