import type { WordMap } from '../protocol/engine.ts';

const ROWS = ['top', 'middle', 'bottom'] as const;
const COLUMNS = ['left', 'middle', 'right'] as const;

export type PlaceInPicture =
  | 'everywhere'
  | 'nowhere'
  | 'top left'
  | 'top'
  | 'top right'
  | 'left'
  | 'middle'
  | 'right'
  | 'bottom left'
  | 'bottom'
  | 'bottom right';

/** Half of the largest strength. */
const STRONG = 128;
/** A word that acts strongly on more than this part of the picture has no place of its own. */
const EVERYWHERE = 0.5;

/** In which ninth of the picture the strong part of a map has its centre: the map in words. */
export function describePlace({ strength }: WordMap, width: number, height: number): PlaceInPicture {
  let count = 0;
  let [sumX, sumY] = [0, 0];
  strength.forEach((value, i) => {
    if (value < STRONG) return;
    count += 1;
    sumX += (i % width) + 0.5;
    sumY += Math.floor(i / width) + 0.5;
  });
  if (count === 0) return 'nowhere';
  if (count > EVERYWHERE * strength.length) return 'everywhere';
  const row = ROWS[Math.floor((3 * sumY) / (count * height))] ?? 'middle';
  const column = COLUMNS[Math.floor((3 * sumX) / (count * width))] ?? 'middle';
  if (row === 'middle') return column;
  return column === 'middle' ? row : `${row} ${column}`;
}
