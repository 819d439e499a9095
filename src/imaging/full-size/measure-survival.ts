import { at, explainVariance, toGuide, type Colours, type Mean, type Plane } from '../../planes/planes.ts';

/** Parts of explained variance below which structure counts as gone, and above which as kept. */
const GONE = 0.3;
const KEPT = 0.8;

/**
 * How far the structure of one picture lives on in another, 0..1 a pixel: the part of its local variance that a linear
 * combination of the other's colours explains. An object in new colours survives, an object that went away does not; where the
 * first picture is flat nothing can go away.
 *
 * @param epsilon variance (of 0..255) that counts as flat
 */
export function measureSurvival(before: Colours, after: Colours, mean: Mean, epsilon: number): Plane {
  const guide = toGuide(after, mean, epsilon);
  const total = new Float64Array(before[0].length);
  const explained = new Float64Array(total.length);
  for (const channel of before) {
    const { variance, explained: part } = explainVariance(channel, guide);
    for (let i = 0; i < total.length; i++) {
      total[i] = at(total, i) + at(variance, i);
      explained[i] = at(explained, i) + at(part, i);
    }
  }
  return total.map((variance, i) => {
    const share = 1 - Math.max(0, variance - at(explained, i)) / (variance + 4 * epsilon);
    const t = Math.max(0, Math.min(1, (share - GONE) / (KEPT - GONE)));
    return t * t * (3 - 2 * t);
  });
}
