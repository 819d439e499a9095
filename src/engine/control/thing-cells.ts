/** Where a thing of a photo is, by the attention of its words and of those of the other things, all in parts of their strongest. */
import { blur, divideByLargest, maxPool, resizeBilinear, type Raster } from './raster.ts';
import { findThreshold } from './thresholds.ts';

/** A cell belongs to the thing where its words act at least so strongly. */
const ACTS_FROM = 0.5;
/** What a thing leaves in the picture is not looked for where another thing's words act so strongly: its border is otherwise predicted, too. */
const OTHER_FROM = 0.3;
/**
 * The picture is other without the thing where predictions differ by so many times their median, which is that of the picture beside it; at
 * least and at most by these parts of the largest difference.
 */
const TIMES_MEDIAN = 4;
const DIFFERS_LEAST = 0.04;
const DIFFERS_MOST = 0.3;
/** Standard deviation of what smoothes the difference, latent pixels. */
const SMOOTHING = 0.7;

/** The cells in which a thing's words act, no other thing's more, and that hang together with the strongest; all others are 0. */
export function findThingCells(own: Raster, others: readonly Raster[]): Raster {
  const free = own.data.map((value, i) => (others.every(({ data }) => value >= (data[i] ?? 0)) ? value : 0));
  const strongest = free.reduce((best, value, i) => (value > (free[best] ?? 0) ? i : best), 0);
  const joined = joinCells({ ...own, data: free }, ACTS_FROM, [strongest]);
  return { ...own, data: free.map((value, i) => value * (joined.data[i] ?? 0)) };
}

/**
 * A thing with what it leaves of itself in the picture, its shadow and its reflection, of 0 and 1: what hangs together with its cells and is
 * predicted otherwise without its words (as the mask of DiffEdit, Couairon et al. 2022), without the other things.
 *
 * @param difference how far apart the predictions with and without the words of the thing are; its size is that of what comes out
 */
export function findThingWithTraces(
  { own, cells, others }: { readonly own: Raster; readonly cells: Raster; readonly others: readonly Raster[] },
  difference: Raster,
): Raster {
  const { width, height } = difference;
  const enlarge = (raster: Raster): Raster => resizeBilinear(raster, width, height);
  const strength = enlarge(own).data;
  const rest = others.map(enlarge);
  const isFree = (i: number): boolean =>
    rest.every(({ data }) => (data[i] ?? 0) < OTHER_FROM || (data[i] ?? 0) <= (strength[i] ?? 0));
  const isThing = maxPool(enlarge(cells), 1).data.map((value, i) => Number(value >= ACTS_FROM && isFree(i)));
  const differs = divideByLargest(blur(difference, SMOOTHING)).data;
  const median = findThreshold(differs, { kind: 'quantile', kept: 0.5 });
  const from = Math.min(DIFFERS_MOST, Math.max(DIFFERS_LEAST, TIMES_MEDIAN * median));
  const data = differs.map((value, i) => Number(isThing[i] === 1 || (value >= from && isFree(i))));
  const starts = [...isThing.keys()].filter((i) => isThing[i] === 1);
  return joinCells({ width, height, data }, 1, starts);
}

/** 1 in what hangs together with some cells, by sides and corners, and is at least `from`; 0 elsewhere. */
function joinCells({ width, height, data }: Raster, from: number, starts: readonly number[]): Raster {
  const joined = new Float32Array(data.length);
  const pending = [...starts];
  for (const start of starts) joined[start] = 1;
  for (let cell = pending.pop(); cell !== undefined; cell = pending.pop()) {
    const [column, row] = [cell % width, Math.floor(cell / width)];
    for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
        const near = y * width + x;
        if (joined[near] === 1 || (data[near] ?? 0) < from) continue;
        joined[near] = 1;
        pending.push(near);
      }
    }
  }
  return { width, height, data: joined };
}
