import { createRandomGenerator, gaussianTensor } from '../../src/engine/diffusion/random.ts';
import { tensor, type Tensor } from '../../src/engine/tensor/tensor.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import { loadPack } from '../../src/runtime/load-pack.ts';
import type { PackReader } from '../../src/packs/pack-reader.ts';
import { createNodeHost } from './node-host.ts';

/** Seconds of a pack's parts, each run once on the CPU. */
export interface PackTrial {
  /** Reading, compiling, creating sessions. */
  readonly open: number;
  readonly encode: number;
  readonly text: number;
  /** One row of the UNet. */
  readonly predict: number;
  readonly decode: number;
  /** The decoder for previews, with its session; null where the pack has none. */
  readonly preview: number | null;
}

const PROMPT = 'a photo of a house by a lake';

/** Opens a pack and runs every part of it once. Throws `EngineFailure` as `loadPack`, and `device/bad-output`. */
export async function tryPack(reader: PackReader, manifest: PackManifest): Promise<PackTrial> {
  const runtime = await loadPack(createNodeHost(), reader, { manifest, prepare: ['forward'] });
  const measure = async <T>(task: () => Promise<T>): Promise<readonly [T, number]> => {
    const start = performance.now();
    const value = await task();
    return [value, (performance.now() - start) / 1000];
  };
  try {
    const { autoencoder, text, denoiser, scheduler } = runtime;
    const [latent, encode] = await measure(() => autoencoder.encode(drawRamp(manifest.image)));
    const [words, encodeText] = await measure(() => text.encode(text.tokenize(PROMPT)));
    const [timestep = 0] = scheduler.timestepsFor(manifest.recommended.steps);
    const noisy = gaussianTensor(latent.shape, createRandomGenerator(0));
    const conditioning = { ...words, guidance: manifest.recommended.guidance };
    const [, predict] = await measure(() => denoiser.predict(noisy, timestep, conditioning));
    const [, decode] = await measure(() => autoencoder.decode(latent));
    const preview = manifest.preview === undefined ? null : (await measure(() => autoencoder.preview(latent)))[1];
    return { open: runtime.seconds, encode, text: encodeText, predict, decode, preview };
  } finally {
    await runtime.release();
  }
}

/** A picture that brightens from left to right. */
function drawRamp({ width, height }: PackManifest['image']): Tensor {
  const data = Float32Array.from({ length: 3 * width * height }, (_, i) => (2 * (i % width)) / width - 1);
  return tensor([1, 3, height, width], data);
}
