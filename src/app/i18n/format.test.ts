import { expect, it } from 'vitest';
import { formatBytes, formatDuration, formatRoundSeconds } from './format.ts';

it.each([
  [0, '0 kB'],
  [1, '1 kB'],
  [12_400, '12 kB'],
  [17_900_000, '18 MB'],
  [999_400_000, '999 MB'],
  [999_600_000, '1.0 GB'],
  [2_648_000_000, '2.6 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [0.2, '1 s'],
  [42, '42 s'],
  [59.7, '1 min'],
  [200, '3 min'],
  [4800, '1 h 20 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it.each([
  [0.42, '0.4 s'],
  [9.2, '9 s'],
  [90, '2 min'],
])('who waited %d seconds reads %s', (seconds, text) => {
  expect(formatRoundSeconds(seconds)).toBe(text);
});
