import { describe, expect, it } from 'vitest';
import { choosePixelLimit } from './choose-pixel-limit.ts';

const photo = { width: 4000, height: 3000 };

describe('the pixels a view needs', () => {
  it('are few while the whole photo is in view, and all of them at its own size', () => {
    expect(choosePixelLimit(photo, 0.15)).toBe(2 ** 20);
    expect(choosePixelLimit(photo, 0.5)).toBe(2 ** 22);
    expect(choosePixelLimit(photo, 1)).toBe(2 ** 24);
    expect(choosePixelLimit(photo, 9)).toBe(2 ** 24);
  });

  it('are never fewer than the screen shows', () => {
    for (let scale = 0.05; scale < 1; scale += 0.05) {
      expect(choosePixelLimit(photo, scale)).toBeGreaterThanOrEqual(12_000_000 * scale ** 2);
    }
  });

  it('are all of a small photo', () => {
    expect(choosePixelLimit({ width: 128, height: 128 }, 4)).toBeGreaterThan(128 * 128);
  });
});
