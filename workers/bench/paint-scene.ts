import type { PixelImage } from '../../src/protocol/edit-request.ts';

/** A red ball on sand below a sky, at the size of the model: every machine edits the same photo. */
export function paintScene({ width, height }: { readonly width: number; readonly height: number }): PixelImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [column / width, row / height];
      const isBall = Math.hypot(x - 0.5, y - 0.55) < 0.22;
      const isSand = y > 0.6;
      const colour = isBall
        ? [210 - 60 * y, 40 + 30 * x, 40]
        : isSand
          ? [214, 190 - 20 * x, 140]
          : [120, 160, 220 - 60 * y];
      data.set([...colour, 255], 4 * (row * width + column));
    }
  }
  return { width, height, data };
}
