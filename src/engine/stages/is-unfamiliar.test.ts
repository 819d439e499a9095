import { describe, expect, it } from 'vitest';
import { isUnfamiliar } from './is-unfamiliar.ts';

const settings = { steps: 4, inversion: 'anderson' } as const;
const pack = { steps: 4, noiseEnergy: 0.6, boundDb: 24 };
const known = { psnrBound: 32, noiseEnergy: 0.4 };
const noisy = { psnrBound: 32, noiseEnergy: 0.9 };

describe('isUnfamiliar', () => {
  it('knows a photo that the autoencoder keeps and little noise explains', () => {
    expect(isUnfamiliar(known, settings, pack)).toBe(false);
  });

  it('does not know what the autoencoder loses, or what takes much noise to explain', () => {
    expect(isUnfamiliar({ ...known, psnrBound: 21 }, settings, pack)).toBe(true);
    expect(isUnfamiliar(noisy, settings, pack)).toBe(true);
  });

  it('asks the noise only where it compares with what the pack says', () => {
    expect(isUnfamiliar(noisy, { ...settings, steps: 8 }, pack)).toBe(false);
    expect(isUnfamiliar(noisy, { ...settings, inversion: 'ddim' }, pack)).toBe(false);
    expect(isUnfamiliar(noisy, { ...settings, iterations: 4, start: 'predicted' }, pack)).toBe(true);
    expect(isUnfamiliar(noisy, { ...settings, iterations: 16 }, pack)).toBe(false);
    expect(isUnfamiliar(noisy, { ...settings, start: 'previous' }, pack)).toBe(false);
  });

  it('has nothing to say for a pack of any photo', () => {
    expect(isUnfamiliar({ ...noisy, psnrBound: 21 }, settings, undefined)).toBe(false);
  });
});
