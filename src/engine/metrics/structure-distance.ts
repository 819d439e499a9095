/**
 * Structure distance between two images (Tumanyan et al. 2022, as in PIE-Bench): mean squared difference of the cosine similarities among the
 * places of each, by a network's features at these places.
 */

/** Cosine of the features of every two places, [places x places]. */
export function selfSimilarity(places: readonly Float32Array[]): Float64Array {
  const product = (a: Float32Array, b: Float32Array): number => {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
    return sum;
  };
  const lengths = places.map((place) => Math.sqrt(product(place, place)));
  const similarities = new Float64Array(places.length ** 2);
  for (const [i, a] of places.entries()) {
    for (const [j, b] of places.entries()) {
      similarities[i * places.length + j] = product(a, b) / ((lengths[i] ?? 1) * (lengths[j] ?? 1));
    }
  }
  return similarities;
}

/** Of two images by their self-similarities; 0 for equal ones. */
export function structureDistance(reference: Float64Array, image: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < reference.length; i++) squares += ((reference[i] ?? 0) - (image[i] ?? 0)) ** 2;
  return squares / reference.length;
}
