import { describe, expect, it } from 'vitest';
import type { EditSettings } from '../../protocol/edit-request.ts';
import { DEFAULT_TUNING, resolveSettings } from './tuning-reducer.ts';

const defaults: EditSettings = {
  inversion: 'rnri',
  steps: 4,
  iterations: 2,
  sourceGuidance: 1,
  targetGuidance: 2,
  crossReplace: 0.8,
  selfReplace: 0.4,
  localBlend: true,
  seed: 7,
};

describe('resolveSettings', () => {
  it('is what the pack recommends until something is set', () => {
    expect(resolveSettings(defaults, DEFAULT_TUNING)).toEqual(defaults);
  });

  it('controls attention in all steps at Faithful and in none at Free', () => {
    expect(resolveSettings(defaults, { freedom: 0, overrides: {} })).toMatchObject({ crossReplace: 1, selfReplace: 1 });
    expect(resolveSettings(defaults, { freedom: 1, overrides: {} })).toMatchObject({ crossReplace: 0, selfReplace: 0 });
  });

  it('controls less the freer it is', () => {
    const fractions = [0, 0.2, 0.4, 0.5, 0.6, 0.8, 1].map(
      (freedom) => resolveSettings(defaults, { freedom, overrides: {} }).selfReplace,
    );
    expect(fractions).toEqual([...fractions].sort((a, b) => b - a));
  });

  it('takes what the user set', () => {
    expect(resolveSettings(defaults, { freedom: 0.5, overrides: { steps: 8, inversion: 'ddim' } })).toMatchObject({
      steps: 8,
      inversion: 'ddim',
      seed: 7,
    });
  });
});
