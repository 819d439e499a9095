import { describe, expect, it } from 'vitest';
import type { EditSettings } from '../../protocol/edit-request.ts';
import { DEFAULT_TUNING, usesLocalBlend, moveFreedom, resolveSettings } from './tuning-reducer.ts';

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
    expect(resolveSettings(defaults, DEFAULT_TUNING)).toEqual({ ...defaults, freedom: 0.5 });
  });

  it('hands on how free the edit may be', () => {
    expect(resolveSettings(defaults, { freedom: 0.2, overrides: {} })).toEqual({ ...defaults, freedom: 0.2 });
  });

  it('takes what the user set', () => {
    expect(resolveSettings(defaults, { freedom: 0.5, overrides: { steps: 8, inversion: 'ddim' } })).toMatchObject({
      steps: 8,
      inversion: 'ddim',
      seed: 7,
    });
  });
});

describe('usesLocalBlend', () => {
  it('is what the user set, else what the pack recommends', () => {
    expect(usesLocalBlend(defaults, DEFAULT_TUNING)).toBe(true);
    expect(usesLocalBlend({ ...defaults, localBlend: false }, DEFAULT_TUNING)).toBe(false);
    expect(usesLocalBlend(defaults, { freedom: 0.5, overrides: { localBlend: false } })).toBe(false);
  });
});

describe('moveFreedom', () => {
  it('ends at Faithful and at Free, and leaves the rest', () => {
    const tuning = { freedom: 0.9, overrides: { steps: 8 } };
    expect(moveFreedom(tuning, 0.25)).toEqual({ freedom: 1, overrides: { steps: 8 } });
    expect(moveFreedom(tuning, -2).freedom).toBe(0);
  });
});
