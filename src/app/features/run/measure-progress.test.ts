import { describe, expect, it } from 'vitest';
import { formatResidual } from '../../i18n/format.ts';
import { measureProgress } from './measure-progress.ts';

describe('measureProgress', () => {
  it('never goes back from one stage to the next', () => {
    const stages = ['open', 'encode', 'invert', 'edit', 'decode'] as const;
    const fractions = stages.flatMap((stage) =>
      [0, 1, 2, 3, 4].map((step) => measureProgress({ stage, step, steps: 4 })),
    );
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });
});

describe('formatResidual', () => {
  it('keeps small residuals readable', () => {
    expect([0.0123, 0.0005, 0.000041, 0].map(formatResidual)).toEqual(['0.012', '0.001', '4.1e-5', '0.000']);
  });
});
