import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { psnr } from '../../src/engine/metrics/psnr.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { defaultPackFolder } from './default-pack.ts';
import { openNodePack, readPhotoForPack, type NodePack } from './open-node-pack.ts';

let pack: NodePack;
beforeAll(async () => {
  pack = await openNodePack(defaultPackFolder());
});
afterAll(() => pack.runtime.release());

it.each(['yellow-duck', 'tree-on-water', 'red-star'])(
  "the starter's previews of %s are the pictures of its decoder, but for fine texture",
  async (name) => {
    const file = fileURLToPath(new URL(`../../public/samples/${name}.png`, import.meta.url));
    const { image } = await readPhotoForPack(defaultPackFolder(), file);
    const { autoencoder } = pack.runtime;
    const latent = await autoencoder.encode(toTensor(image));
    const [decoded, preview] = [await autoencoder.decode(latent), await autoencoder.preview(latent)];
    expect(preview.shape).toEqual(decoded.shape);
    expect(psnr(decoded, preview)).toBeGreaterThan(31);
  },
);
