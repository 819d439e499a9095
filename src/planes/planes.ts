/** Linear regression of planes on the colours of a picture within windows: the arithmetic of the guided filter. */
import type { PixelImage } from '../protocol/edit-request.ts';

/** One value a pixel. */
export type Plane = Float64Array;
/** Red, green, blue. */
export type Colours = readonly [Plane, Plane, Plane];
/** A symmetric 3 x 3 matrix a pixel: rr, rg, rb, gg, gb, bb. */
type Matrices = readonly [Plane, Plane, Plane, Plane, Plane, Plane];

/** Mean over a window about each pixel. */
export type Mean = (plane: Plane) => Plane;

/** The colours that planes are regressed on, and what of it does not depend on the plane. */
export interface Guide {
  readonly colours: Colours;
  readonly mean: Mean;
  /** Within each window. */
  readonly means: Colours;
  /** (covariance matrix + epsilon)^-1 within each window. */
  readonly inverse: Matrices;
}

/** The colours of an image, 0..255. */
export function toColours({ width, height, data }: PixelImage): Colours {
  const colours: Colours = [planeOf(width * height), planeOf(width * height), planeOf(width * height)];
  colours.forEach((plane, channel) => {
    for (let i = 0; i < plane.length; i++) plane[i] = data[4 * i + channel] ?? 0;
  });
  return colours;
}

/** @param epsilon variance of the colours that counts as none */
export function toGuide(colours: Colours, mean: Mean, epsilon: number): Guide {
  const [red, green, blue] = colours;
  const means: Colours = [mean(red), mean(green), mean(blue)];
  const covary = (a: 0 | 1 | 2, b: 0 | 1 | 2): Plane => covariance(colours[a], means[a], colours[b], means[b], mean);
  const [rr, rg, rb, gg, gb, bb] = [covary(0, 0), covary(0, 1), covary(0, 2), covary(1, 1), covary(1, 2), covary(2, 2)];
  // By cofactors.
  for (let i = 0; i < red.length; i++) {
    const [a, b, c] = [at(rr, i) + epsilon, at(rg, i), at(rb, i)];
    const [d, e, f] = [at(gg, i) + epsilon, at(gb, i), at(bb, i) + epsilon];
    const [minorA, minorB, minorC] = [d * f - e * e, c * e - b * f, b * e - c * d];
    const determinant = a * minorA + b * minorB + c * minorC;
    rr[i] = minorA / determinant;
    rg[i] = minorB / determinant;
    rb[i] = minorC / determinant;
    gg[i] = (a * f - c * c) / determinant;
    gb[i] = (b * c - a * e) / determinant;
    bb[i] = (a * d - b * b) / determinant;
  }
  return { colours, mean, means, inverse: [rr, rg, rb, gg, gb, bb] };
}

/** How much a plane changes with each colour: within each window the linear combination that is nearest to it. */
export function fitSlopes(plane: Plane, guide: Guide): Colours {
  return solve(guide.inverse, covariances(plane, guide.mean(plane), guide));
}

/** Variance of a plane within each window, and the part of it that the best linear combination of the colours explains. */
export function explainVariance(plane: Plane, guide: Guide): { readonly variance: Plane; readonly explained: Plane } {
  const mean = guide.mean(plane);
  const shared = covariances(plane, mean, guide);
  return {
    variance: covariance(plane, mean, plane, mean, guide.mean),
    explained: dot(solve(guide.inverse, shared), shared),
  };
}

function covariances(plane: Plane, planeMean: Plane, { colours, means, mean }: Guide): Colours {
  const covary = (channel: 0 | 1 | 2): Plane => covariance(colours[channel], means[channel], plane, planeMean, mean);
  return [covary(0), covary(1), covary(2)];
}

function covariance(a: Plane, meanA: Plane, b: Plane, meanB: Plane, mean: Mean): Plane {
  const product = planeOf(a.length);
  for (let i = 0; i < product.length; i++) product[i] = at(a, i) * at(b, i);
  const result = mean(product);
  for (let i = 0; i < result.length; i++) result[i] = at(result, i) - at(meanA, i) * at(meanB, i);
  return result;
}

/** Matrix times vector at each pixel. */
function solve([rr, rg, rb, gg, gb, bb]: Matrices, vector: Colours): Colours {
  return [dot([rr, rg, rb], vector), dot([rg, gg, gb], vector), dot([rb, gb, bb], vector)];
}

/** Sum of products at each pixel. */
export function dot([a, b, c]: Colours, [x, y, z]: Colours): Plane {
  const result = planeOf(a.length);
  for (let i = 0; i < result.length; i++) {
    result[i] = at(a, i) * at(x, i) + at(b, i) * at(y, i) + at(c, i) * at(z, i);
  }
  return result;
}

export function at(plane: Plane, i: number): number {
  return plane[i] ?? 0;
}

function planeOf(length: number): Plane {
  return new Float64Array(length);
}
