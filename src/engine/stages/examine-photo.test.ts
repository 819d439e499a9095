import { describe, expect, it } from 'vitest';
import { examinePhoto } from './examine-photo.ts';
import { createTabletop, paintScene } from './testing/tabletop.ts';
import { toPixelImage } from './pixel-image.ts';
import { tensor } from '../tensor/tensor.ts';

/** Stripes of the height of a pixel: no scene of the tabletop has them, and its autoencoder loses them. */
const stripes = toPixelImage(
  tensor(
    [1, 3, 16, 16],
    Float32Array.from({ length: 3 * 256 }, (_, i) => (((i % 256) >> 4) % 2 === 0 ? 0.9 : -0.9)),
  ),
);

const { signal } = new AbortController();

describe('examinePhoto', () => {
  it('knows a scene of its kind, and keeps its latent for the edit', async () => {
    const context = {
      ...createTabletop().context,
      familiar: { steps: 4, noiseEnergy: 9, boundDb: 15, wordless: { energy: 9, perDb: 0 } },
    };
    const photo = paintScene('red', 'sand');
    const examined = await examinePhoto(context, photo, signal);
    expect(examined.isUnfamiliar).toBe(false);
    expect(examined.psnrBound).toBeGreaterThan(15);
    expect(examined.wordlessEnergy).toBeGreaterThan(0);
    expect(await examinePhoto(context, photo, signal)).toEqual(examined);
  });

  it('does not know what the autoencoder loses, nor what takes more noise than the pack says', async () => {
    const { context } = createTabletop();
    const familiar = { steps: 4, noiseEnergy: 9, boundDb: 15 };
    expect((await examinePhoto({ ...context, familiar }, stripes, signal)).isUnfamiliar).toBe(true);
    const strict = { ...context, familiar: { ...familiar, wordless: { energy: 1e-6, perDb: 0 } } };
    expect((await examinePhoto(strict, paintScene('red', 'sand'), signal)).isUnfamiliar).toBe(true);
    const kinder = { ...strict, familiar: { ...familiar, wordless: { energy: 1e-6, perDb: 9 } } };
    expect((await examinePhoto(kinder, paintScene('red', 'sand'), signal)).isUnfamiliar, 'kept that well').toBe(false);
  });

  it('knows everything where the pack was made for any photo', async () => {
    const { context } = createTabletop();
    const examined = await examinePhoto({ ...context, familiar: undefined }, stripes, signal);
    expect(examined).toMatchObject({ wordlessEnergy: null, isUnfamiliar: false });
  });
});
