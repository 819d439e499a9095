import type { Extent } from '../../../imaging/plan-extents.ts';

/** From one megapixel to what every browser can hold in one canvas. Few levels: not every turn of the wheel asks for a new picture. */
const LEVELS = [2 ** 20, 2 ** 22] as const;
const LARGEST = 2 ** 24;

/**
 * How many pixels of a photo the screen needs: a reduced picture at the size of the view looks the same and is there at once.
 *
 * @param scale screen pixels (of the device) per photo pixel
 */
export function choosePixelLimit({ width, height }: Extent, scale: number): number {
  const needed = width * height * Math.min(1, scale) ** 2;
  return LEVELS.find((level) => needed <= level) ?? LARGEST;
}
