import { describe, expect, it } from 'vitest';
import { plotResiduals } from './plot-residuals.ts';

const size = { width: 100, height: 40 };

describe('plotResiduals', () => {
  it('draws a piece per step from the largest residual at the top to the smallest at the bottom', () => {
    expect(
      plotResiduals(
        [
          [0.1, 0.01],
          [0.01, 0.001],
        ],
        size,
      ),
    ).toEqual(['0.0,0.0 50.0,20.0', '50.0,20.0 100.0,40.0']);
  });

  it('draws a step of one residual as a flat piece', () => {
    expect(plotResiduals([[0.1], [0.01]], size)).toEqual(['0.0,0.0 50.0,0.0', '50.0,40.0 100.0,40.0']);
  });

  it('leaves room for the steps that are still to come', () => {
    expect(plotResiduals([[0.1, 0.01]], size, 4)).toEqual(['0.0,0.0 25.0,40.0']);
    expect(plotResiduals([[], [0.1, 0.01]], size, 4)).toEqual(['25.0,0.0 50.0,40.0']);
  });

  it('survives a residual of zero, one residual and none', () => {
    expect(plotResiduals([[0.1, 0]], size)).toEqual(['0.0,0.0 100.0,40.0']);
    expect(plotResiduals([[0.1]], size)).toEqual(['0.0,20.0 100.0,20.0']);
    expect(plotResiduals([], size)).toEqual([]);
  });
});
