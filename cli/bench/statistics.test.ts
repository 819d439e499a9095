import { expect, test } from 'vitest';
import { growMask } from './edit-mask.ts';
import { median } from '../../src/engine/metrics/median.ts';
import { mean, meanPsnr, quantile } from './statistics.ts';

test('means leave out what could not be measured, and infinite decibels count as 100', () => {
  expect(mean([1, Number.NaN, 3])).toBe(2);
  expect(mean([])).toBeNull();
  expect(meanPsnr([20, Number.POSITIVE_INFINITY])).toBe(60);
});

test('the median of an even count is the mean of the two middle values', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('a quantile is one of the values', () => {
  expect([0, 0.5, 1].map((fraction) => quantile([5, 1, 3], fraction))).toEqual([1, 3, 5]);
  expect(quantile([], 0.5)).toBeNaN();
});

test.each([
  [128, 3],
  [256, 6],
])(
  'in a picture of %i pixels the mask of a changed pixel reaches %i around it and stays in the picture',
  (side, reach) => {
    const changed = { width: side, height: side, data: new Uint8ClampedArray(4 * side * side) };
    changed.data[4 * (side * 1 + 10)] = 255;
    const mask = growMask(changed);
    const covered = [...mask.entries()]
      .filter(([, value]) => value === 1)
      .map(([pixel]) => [pixel % side, Math.floor(pixel / side)]);
    expect(covered).toHaveLength((2 * reach + 1) * (reach + 2));
    expect(covered.every(([x = 0, y = 0]) => Math.abs(x - 10) <= reach && y <= 1 + reach)).toBe(true);
  },
);
