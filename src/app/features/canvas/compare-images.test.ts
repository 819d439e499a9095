import { describe, expect, it } from 'vitest';
import { ACTS_RGB } from '../../mask/acts-colour.ts';
import { paintDifference, paintHeat } from './compare-images.ts';

const pixel = (...data: number[]) => ({ width: 1, height: 1, data: new Uint8ClampedArray(data) });

describe('paintDifference', () => {
  it('is black where nothing changed, amplified where something did, and opaque', () => {
    expect([...paintDifference(pixel(9, 9, 9, 255), pixel(9, 9, 9, 255)).data]).toEqual([0, 0, 0, 255]);
    expect([...paintDifference(pixel(10, 50, 0, 255), pixel(20, 40, 200, 255)).data]).toEqual([30, 30, 255, 255]);
  });
});

describe('paintHeat', () => {
  it('goes from dark to the hue of what acts, see-through everywhere', () => {
    expect([...paintHeat(new Uint8Array([0, 255]), 2, 1).data]).toEqual([0, 0, 0, 153, ...ACTS_RGB, 153]);
  });
});
