/**
 * How likely the length of a seed is. A seed is a Gaussian of D dimensions; its length r follows the chi distribution, whose logarithm is
 *   L(r) = (D - 1) ln r - r^2 / 2 - (D/2 - 1) ln 2 - ln Gamma(D/2),
 * most likely at r = sqrt(D - 1) (Samuel et al. 2023, "Norm-guided latent space exploration", arXiv 2306.08687, section 3).
 */
export interface NormDensity {
  /** L(r). */
  log(norm: number): number;
  /** dL/dr. */
  slope(norm: number): number;
  /** The likeliest length, sqrt(D - 1). */
  readonly mode: number;
}

/** Shorter than any seed that noise makes; keeps L and its slope finite where a path crosses the origin. */
const LEAST_NORM = 1e-3;

/** For seeds of `dimensions` >= 2 numbers. */
export function normDensity(dimensions: number): NormDensity {
  const constant = (dimensions / 2 - 1) * Math.LN2 + logGamma(dimensions / 2);
  return {
    log(norm) {
      const r = Math.max(norm, LEAST_NORM);
      return (dimensions - 1) * Math.log(r) - r ** 2 / 2 - constant;
    },
    slope(norm) {
      const r = Math.max(norm, LEAST_NORM);
      return (dimensions - 1) / r - r;
    },
    mode: Math.sqrt(dimensions - 1),
  };
}

/** From here on Stirling's series of three terms is exact to 1e-12. */
const STIRLING_FROM = 20;

/** ln Gamma(x), x > 0: Stirling's series, after Gamma(x) = Gamma(x + 1) / x has made x large. */
export function logGamma(x: number): number {
  let shifted = x;
  let offset = 0;
  while (shifted < STIRLING_FROM) {
    offset -= Math.log(shifted);
    shifted++;
  }
  const series = 1 / (12 * shifted) - 1 / (360 * shifted ** 3) + 1 / (1260 * shifted ** 5);
  return offset + (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series;
}
