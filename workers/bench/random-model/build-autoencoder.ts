import { LayerBuilder, type Feature } from './layer-builder.ts';
import type { BuiltModel, ModelSize } from './model-sizes.ts';

const EPSILON = 1e-6;
const LAYERS = 2;

/** The encoder of Stable Diffusion's VAE, photo to moments. Packs bring it in float32: float16 overflows in it. */
export function buildEncoder({ vae, latent, image }: ModelSize): BuiltModel {
  const builder = new LayerBuilder('float32');
  const sample = builder.input('sample', ['batch', 3, image.height, image.width]);
  let x = builder.conv({ value: sample, channels: 3, ...image }, vae[0] ?? 0, 3);
  for (const [level, channels] of vae.entries()) {
    for (let layer = 0; layer < LAYERS; layer++) x = builder.resnet(x, channels, EPSILON);
    // Padded at the far sides only.
    if (level < vae.length - 1) x = builder.conv(x, channels, 3, 2, [0, 0, 1, 1]);
  }
  const moments = finish(builder, attendInTheMiddle(builder, x), 2 * latent.channels);
  const quantised = builder.conv(moments, 2 * latent.channels, 1);
  return { graph: builder.build('vae_encoder', 'latent_parameters', quantised.value), weights: builder.weights };
}

/** The decoder of Stable Diffusion's VAE, latent to picture. */
export function buildDecoder({ vae, latent, dtype }: ModelSize): BuiltModel {
  const builder = new LayerBuilder(dtype);
  const value = builder.input('latent_sample', ['batch', latent.channels, latent.height, latent.width]);
  const deepest = vae.at(-1) ?? 0;
  let x = builder.conv(builder.conv({ value, ...latent }, latent.channels, 1), deepest, 3);
  x = attendInTheMiddle(builder, x);
  for (const [level, channels] of [...vae.entries()].reverse()) {
    for (let layer = 0; layer <= LAYERS; layer++) x = builder.resnet(x, channels, EPSILON);
    if (level > 0) x = builder.upsample(x);
  }
  const picture = finish(builder, x, 3);
  return { graph: builder.build('vae_decoder', 'sample', picture.value), weights: builder.weights };
}

/** Two residual blocks with attention of one head between them. */
function attendInTheMiddle(builder: LayerBuilder, x: Feature): Feature {
  const { channels, height, width } = x;
  const before = builder.resnet(x, channels, EPSILON);
  const normal = builder.groupNorm(before, EPSILON);
  const rows = builder.transpose(builder.reshape(normal.value, [0, channels, height * width]), [0, 2, 1]);
  const heard = builder.attention({ value: rows, width: channels, heads: 1, hasBias: true });
  const back = builder.reshape(builder.transpose(heard, [0, 2, 1]), [0, channels, height, width]);
  return builder.resnet({ ...x, value: builder.add(back, before.value) }, channels, EPSILON);
}

function finish(builder: LayerBuilder, x: Feature, channels: number): Feature {
  const normal = builder.groupNorm(x, EPSILON);
  return builder.conv({ ...normal, value: builder.silu(normal.value) }, channels, 3);
}
