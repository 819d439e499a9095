import type { ValueName } from '../../../src/engine/graph/graph.ts';
import { DATA_TYPES } from '../../../src/engine/tensor/data-type.ts';
import { LayerBuilder, type Feature } from './layer-builder.ts';
import type { BuiltModel, ModelSize } from './model-sizes.ts';

/** Of residual blocks; the normalisation before a transformer has less. */
const EPSILON = 1e-5;
const TRANSFORMER_EPSILON = 1e-6;
const LAYERS = 2;
const LONGEST_PERIOD = 10_000;

/** The UNet of Stable Diffusion 2 (Rombach et al. 2022; diffusers' `UNet2DConditionModel`), its last level without attention. */
export function buildUnet({ unet, latent, text, dtype }: ModelSize): BuiltModel {
  const builder = new LayerBuilder(dtype);
  const { channels, headWidth } = unet;
  const [first = 0] = channels;
  const sample = builder.input('sample', ['batch', latent.channels, latent.height, latent.width]);
  const timestep = builder.input('timestep', [1], 'int64');
  const words = builder.input('encoder_hidden_states', ['batch', text.tokens, text.width]);
  const context = { value: words, width: text.width };
  const embedding = { value: embedTimestep(builder, timestep, first, dtype), width: 4 * first };

  const resnet = (x: Feature, to: number): Feature => builder.resnet(x, to, EPSILON, embedding);
  const attend = (x: Feature): Feature => transform(builder, x, headWidth, context);
  const attends = (level: number): boolean => level < channels.length - 1;

  let x = builder.conv({ value: sample, ...latent }, first, 3);
  const skipped: Feature[] = [x];
  for (const [level, width] of channels.entries()) {
    for (let layer = 0; layer < LAYERS; layer++) {
      x = resnet(x, width);
      if (attends(level)) x = attend(x);
      skipped.push(x);
    }
    if (level < channels.length - 1) {
      x = builder.conv(x, width, 3, 2);
      skipped.push(x);
    }
  }
  x = resnet(attend(resnet(x, x.channels)), x.channels);
  for (const [level, width] of [...channels.entries()].reverse()) {
    for (let layer = 0; layer <= LAYERS; layer++) {
      x = resnet(concatenate(builder, x, skipped.pop() ?? x), width);
      if (attends(level)) x = attend(x);
    }
    if (level > 0) x = builder.upsample(x);
  }
  const normal = builder.groupNorm(x, EPSILON);
  const noise = builder.conv({ ...normal, value: builder.silu(normal.value) }, latent.channels, 3);
  return { graph: builder.build('unet', 'out_sample', noise.value), weights: builder.weights };
}

/** Cosines and sines of the timestep, and two layers. */
function embedTimestep(
  builder: LayerBuilder,
  timestep: ValueName,
  width: number,
  dtype: ModelSize['dtype'],
): ValueName {
  const half = width / 2;
  const frequencies = Array.from({ length: half }, (_, index) => LONGEST_PERIOD ** (-index / half));
  const time = builder.node('Unsqueeze', [builder.cast(timestep, DATA_TYPES.float32.onnxCode), builder.ints([1])]);
  const angles = builder.node('Mul', [time, builder.numbers([1, half], frequencies, 'float32')]);
  const waves = builder.node('Concat', [builder.node('Cos', [angles]), builder.node('Sin', [angles])], {
    axis: { kind: 'int', value: -1 },
  });
  const hidden = builder.gemm(builder.cast(waves, DATA_TYPES[dtype].onnxCode), width, 4 * width);
  return builder.gemm(builder.silu(hidden), 4 * width, 4 * width);
}

/** Self-attention, cross-attention and a gated layer over the positions of a feature map. */
function transform(
  builder: LayerBuilder,
  x: Feature,
  headWidth: number,
  context: { readonly value: ValueName; readonly width: number },
): Feature {
  const { channels: width, height, width: columns } = x;
  const heads = width / headWidth;
  const normal = builder.groupNorm(x, TRANSFORMER_EPSILON);
  const rows = builder.reshape(builder.transpose(normal.value, [0, 2, 3, 1]), [0, height * columns, width]);
  let value = builder.linear(rows, width, width);
  const own = builder.layerNorm(value, width);
  value = builder.add(builder.attention({ value: own, width, heads }), value);
  const asked = builder.layerNorm(value, width);
  value = builder.add(builder.attention({ value: asked, width, heads, context }), value);
  value = builder.add(gatedLayer(builder, builder.layerNorm(value, width), width), value);
  const projected = builder.reshape(builder.linear(value, width, width), [0, height, columns, width]);
  return { ...x, value: builder.add(builder.transpose(projected, [0, 3, 1, 2]), x.value) };
}

/** GEGLU (Shazeer 2020): a gelu(b) W. */
function gatedLayer(builder: LayerBuilder, value: ValueName, width: number): ValueName {
  const inner = 4 * width;
  const both = builder.linear(value, width, 2 * inner);
  const half = (from: number): ValueName =>
    builder.node('Slice', [both, builder.ints([from]), builder.ints([from + inner]), builder.ints([2])]);
  const gated = builder.node('Mul', [half(0), builder.gelu(half(inner))]);
  return builder.linear(gated, inner, width);
}

function concatenate(builder: LayerBuilder, a: Feature, b: Feature): Feature {
  const value = builder.node('Concat', [a.value, b.value], { axis: { kind: 'int', value: 1 } });
  return { ...a, value, channels: a.channels + b.channels };
}
