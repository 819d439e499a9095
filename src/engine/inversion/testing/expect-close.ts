import { expect } from 'vitest';

/** Every value within `tolerance` of what is expected of it. */
export function expectClose(actual: Float32Array, expected: readonly number[], tolerance = 1e-5): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? 0))).toBeLessThan(tolerance));
}
