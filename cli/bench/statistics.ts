/** PSNR of equal images is infinite; a mean needs a number, and JSON does too. */
const LARGEST_PSNR_DB = 100;

/** A PSNR that JSON can hold: that of equal pictures as a large one. */
export function capPsnr(value: number): number {
  return Math.min(value, LARGEST_PSNR_DB);
}

/** Mean of the finite values, decibels capped; null when there is none. */
export function meanPsnr(values: readonly number[]): number | null {
  return mean(values.map(capPsnr));
}

/** Mean of the values that are numbers; null when there is none. */
export function mean(values: readonly number[]): number | null {
  const numbers = values.filter((value) => Number.isFinite(value));
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

/** The value below which this fraction of the values lies, the nearest of them. NaN for none. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round(fraction * (sorted.length - 1))] ?? Number.NaN;
}
