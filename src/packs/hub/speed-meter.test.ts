import { expect, test } from 'vitest';
import { createSpeedMeter } from './speed-meter.ts';

test('speed is that of the last seconds', () => {
  let now = 0;
  const meter = createSpeedMeter(() => now);
  expect(meter.note(0)).toBe(0);
  now = 2;
  expect(meter.note(200)).toBe(100);
  now = 10;
  expect(meter.note(200)).toBe(0);
  now = 12;
  expect(meter.note(800)).toBe(300);
});
