import type { EditResult, InversionResult, PixelImage } from '../../protocol/engine.ts';

/** Levels (of 255) by which the strongest channel of a pixel must differ to count as changed: below lies what sampling alone does. */
const CHANGED_LEVELS = 12;

/**
 * Below this many levels hardly anything changed: between the edits that change nothing, "a red ball" into "the red ball" (0.03 to 0.28
 * levels), and the faintest true edits of `bench/data` within their masks, 7.5 for a colour, 10.3 to 15.2 for the other kinds. Of a new
 * material 2 of 84 are fainter than this: hardly anything changes there.
 */
export const MIN_CHANGE_LEVELS = 2;

/** Of a larger picture only every n-th row and column is looked at: this is done while the page waits. */
const MEASURED_PIXELS = 128 * 128;

export interface Change {
  /** Mean absolute difference of the edit, 0..255, weighted by its mask; over the whole picture without one. */
  readonly levels: number;
  /** Part of the picture that the edit took, 0..1: the mask, or without one the pixels that changed visibly. */
  readonly extent: number;
  /** Correlation, -1..1, of the brightness of photo and result over the mask: near 1 all that stood there still stands. */
  readonly likeness: number;
}

/**
 * How much an edit changed and where. It is compared with what the model makes of the photo by its own words, blended by the same
 * mask, so that the loss of the autoencoder does not count as a change; without inversion, with the photo itself.
 */
export function measureChange(
  photo: PixelImage,
  {
    image,
    inversion,
    mask,
  }: Pick<EditResult, 'image' | 'mask'> & {
    readonly inversion: Pick<InversionResult, 'reconstruction'> | null;
  },
): Change {
  const { reconstruction } = inversion ?? { reconstruction: photo };
  const { width, height } = image;
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / MEASURED_PIXELS)));
  let difference = 0;
  let weights = 0;
  let changed = 0;
  const brightness = createCorrelation();
  let pixels = 0;
  const measure = (pixel: number): void => {
    const weight = mask === null ? 1 : (mask[pixel] ?? 0) / 255;
    let largest = 0;
    let [before, after] = [0, 0];
    for (let i = 4 * pixel; i < 4 * pixel + 3; i++) {
      const original = photo.data[i] ?? 0;
      const read = original + weight * ((reconstruction.data[i] ?? 0) - original);
      const by = Math.abs((image.data[i] ?? 0) - read);
      before += read;
      after += image.data[i] ?? 0;
      difference += by / 3;
      largest = Math.max(largest, by);
    }
    brightness.add(before, after, weight);
    weights += weight;
    pixels += 1;
    if (largest > CHANGED_LEVELS) changed += 1;
  };
  for (let row = 0; row < height; row += step) {
    for (let column = 0; column < width; column += step) measure(row * width + column);
  }
  return {
    levels: weights === 0 ? 0 : difference / weights,
    extent: (mask === null ? changed : weights) / pixels,
    likeness: brightness.read(),
  };
}

/** Pearson's correlation of two weighted series; 1 for series that do not vary. */
function createCorrelation() {
  let [n, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  return {
    add(a: number, b: number, weight: number): void {
      n += weight;
      x += weight * a;
      y += weight * b;
      xx += weight * a * a;
      yy += weight * b * b;
      xy += weight * a * b;
    },
    read(): number {
      const spread = (n * xx - x * x) * (n * yy - y * y);
      return spread > 0 ? (n * xy - x * y) / Math.sqrt(spread) : 1;
    },
  };
}
