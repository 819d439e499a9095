import type { PixelImage } from '../../protocol/edit-request.ts';

/** One value a pixel. */
export type Plane = Float64Array;
/** Red, green, blue. */
export type Colours = readonly [Plane, Plane, Plane];
/** A symmetric 3 x 3 matrix a pixel: rr, rg, rb, gg, gb, bb. */
export type Matrices = readonly [Plane, Plane, Plane, Plane, Plane, Plane];

/** The colours of an image, 0..255. */
export function toColours({ width, height, data }: PixelImage): Colours {
  const channel = (offset: number): Plane =>
    Float64Array.from({ length: width * height }, (_, pixel) => data[4 * pixel + offset] ?? 0);
  return [channel(0), channel(1), channel(2)];
}

/** Mean over a window about each pixel. */
export type Mean = (plane: Plane) => Plane;

/** Covariance of two planes within each window. */
export function covariance(a: Plane, b: Plane, mean: Mean): Plane {
  const [meanA, meanB] = [mean(a), mean(b)];
  return mean(a.map((value, i) => value * at(b, i))).map((value, i) => value - at(meanA, i) * at(meanB, i));
}

/** (covariance matrix + epsilon)^-1 of colours within each window, by cofactors. */
export function invertCovariances(colours: Colours, mean: Mean, epsilon: number): Matrices {
  const [red, green, blue] = colours;
  const [rr, rg, rb] = [covariance(red, red, mean), covariance(red, green, mean), covariance(red, blue, mean)];
  const [gg, gb, bb] = [covariance(green, green, mean), covariance(green, blue, mean), covariance(blue, blue, mean)];
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
  return [rr, rg, rb, gg, gb, bb];
}

/** Matrix times vector at each pixel. */
export function solve([rr, rg, rb, gg, gb, bb]: Matrices, vector: Colours): Colours {
  return [dot([rr, rg, rb], vector), dot([rg, gg, gb], vector), dot([rb, gb, bb], vector)];
}

/** Sum of products at each pixel. */
export function dot([a, b, c]: Colours, [x, y, z]: Colours): Plane {
  return a.map((value, i) => value * at(x, i) + at(b, i) * at(y, i) + at(c, i) * at(z, i));
}

export function at(plane: Plane, i: number): number {
  return plane[i] ?? 0;
}
