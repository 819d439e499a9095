/** Measures on pixels: ground truth in, decibels out. */

/** 8-bit RGBA, row-major. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Pixels that the edit changes in truth: any channel differs by more than 12 of 255, grown by `growth` pixels. */
export function changedRegion(source: RgbImage, truth: RgbImage, growth = 3): Uint8Array {
  const { width, height } = source;
  const changed = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const differs = [0, 1, 2].some((channel) => {
        const index = 4 * (y * width + x) + channel;
        return Math.abs((source.rgba[index] ?? 0) - (truth.rgba[index] ?? 0)) > 12;
      });
      if (!differs) continue;
      for (let dy = -growth; dy <= growth; dy++) {
        for (let dx = -growth; dx <= growth; dx++) {
          const [row, column] = [y + dy, x + dx];
          if (row >= 0 && row < height && column >= 0 && column < width) changed[row * width + column] = 1;
        }
      }
    }
  }
  return changed;
}

/** PSNR in dB (data range 1) over the pixels where `region` equals `value`; over all pixels without a region. */
export function psnr(a: RgbImage, b: RgbImage, region?: Uint8Array, value = 1): number {
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`sizes differ: ${a.width} x ${a.height} and ${b.width} x ${b.height}`);
  }
  let squares = 0;
  let samples = 0;
  for (let pixel = 0; pixel < a.width * a.height; pixel++) {
    if (region && region[pixel] !== value) continue;
    for (let channel = 0; channel < 3; channel++) {
      const difference = ((a.rgba[4 * pixel + channel] ?? 0) - (b.rgba[4 * pixel + channel] ?? 0)) / 255;
      squares += difference * difference;
      samples++;
    }
  }
  return -10 * Math.log10(Math.max(squares / samples, 1e-12));
}

/** Pixels that differ from the photo in any colour, by their index. */
export function findChangedPixels(image: RgbImage, photo: RgbImage): readonly number[] {
  const pixels = Array.from({ length: photo.width * photo.height }, (_, pixel) => pixel);
  return pixels.filter((pixel) =>
    [0, 1, 2].some((channel) => image.rgba[4 * pixel + channel] !== photo.rgba[4 * pixel + channel]),
  );
}
