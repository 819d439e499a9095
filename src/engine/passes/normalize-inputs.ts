import { int, ints } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, TensorType, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { castTo } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import { sameShape } from '../tensor/broadcast.ts';
import { sizeOf, type Shape } from '../tensor/tensor.ts';
import { identifyInputs, IMAGE_CONDITION } from '../analysis/denoiser-inputs.ts';
import { narrowDoubles } from './narrow-doubles.ts';
import { renameValues } from './rename-values.ts';
import { createSubstitution } from './substitute-values.ts';

export const NOISE_OUTPUT = 'noise_pred';

const TIMESTEP_SHAPE: Shape = [1];

/**
 * One interface for every file: inputs `sample`, `timestep` [1], `encoder_hidden_states`, `timestep_cond` and what else the
 * file has (`text_embeds`, `time_ids`, `class_labels`...), output `noise_pred` of the sample's shape, all float32.
 *
 * A timestep that the file declares as an integer, a scalar or a vector is cast and reshaped in the graph; a half-precision
 * model gets casts at its borders, and one whose text is [batch, width, tokens] a Transpose. Channels of the file's sample that it does not predict become an input of their own,
 * `image_condition`; of a prediction with learned variances (arXiv 2102.09672) the noise stays.
 */
export function normalizeInputs(graph: Graph, { tokens }: { readonly tokens?: number } = {}): Graph {
  const narrow = narrowDoubles(graph);
  const parts = identifyInputs(narrow);
  const output = narrow.outputs[0];
  if (output === undefined) throw new GraphError('graph/unsupported-form', 'the denoiser has no output');

  // Original inputs get out of the way first: the canonical names belong to the new ones.
  const inner = new Map([...parts].map(([part, name]) => [name, `${part}/original`]));
  inner.set(output.name, `${NOISE_OUTPUT}/original`);
  const renamed = renameValues(narrow, inner);
  const builder = new GraphBuilder({ ...renamed, inputs: [] }, inferNode, { prefix: 'border', nodes: 'drop' });
  const substitution = createSubstitution();
  const predicted = typeIn(renamed, `${NOISE_OUTPUT}/original`);
  for (const [part] of parts) {
    const original = `${part}/original`;
    const wanted = typeIn(renamed, original);
    const shape = part === 'timestep' ? TIMESTEP_SHAPE : wanted.shape;
    if (part === 'encoder_hidden_states' && hasTokensLast(wanted.shape, tokens)) {
      const [rows = 1, width = 1, places = 1] = wanted.shape;
      const text = builder.addInput(part, { dtype: 'float32', shape: [rows, places, width] });
      const turned = builder.emit('Transpose', [text], { perm: ints([0, 2, 1]) });
      substitution.replace(original, castTo(builder, turned, wanted.dtype));
      continue;
    }
    const channels = part === 'sample' ? latentChannels(wanted.shape, predicted.shape) : undefined;
    const input =
      channels === undefined
        ? builder.addInput(part, { dtype: 'float32', shape })
        : addSplitSample(builder, shape, channels);
    substitution.replace(original, convert(builder, input, wanted));
  }
  for (const node of renamed.nodes) {
    builder.addNode({ ...node, inputs: node.inputs.map(substitution.resolve) });
  }
  const noise = convert(builder, takeNoise(builder), {
    dtype: 'float32',
    shape: builder.typeOf('sample').shape,
  });
  return renameValues(builder.build({ outputs: [noise] }), new Map([[noise, NOISE_OUTPUT]]));
}

/** [batch, width, tokens] in place of [batch, tokens, width]. */
function hasTokensLast([, first, last]: Shape, tokens: number | undefined): boolean {
  return tokens !== undefined && last === tokens && first !== tokens;
}

/** Channels of the latent when the file's sample holds a picture too; undefined when it is the latent alone. */
function latentChannels(sample: Shape, predicted: Shape): number | undefined {
  const [, channels = 0] = sample;
  const [, noise = 0] = predicted;
  return noise < channels ? noise : undefined;
}

/** Inputs `sample` and `image_condition`, side by side as the file wants them. */
function addSplitSample(builder: GraphBuilder, [batch = 1, all = 0, ...size]: Shape, channels: number): ValueName {
  const latent = builder.addInput('sample', { dtype: 'float32', shape: [batch, channels, ...size] });
  const shape = [batch, all - channels, ...size];
  const image = builder.addInput(IMAGE_CONDITION, { dtype: 'float32', shape });
  return builder.emit('Concat', [latent, image], { axis: int(1) });
}

/** The predicted noise without the variances that stand behind it in some models. */
function takeNoise(builder: GraphBuilder): ValueName {
  const original = `${NOISE_OUTPUT}/original`;
  const sample = builder.typeOf('sample').shape;
  const { shape } = builder.typeOf(original);
  const [, channels = 0] = sample;
  if (sameShape(shape, sample)) return original;
  if (!sameShape(shape, sample.with(1, 2 * channels))) {
    throw new GraphError(
      'graph/unsupported-form',
      `the denoiser predicts [${shape.join(', ')}] for a sample of [${sample.join(', ')}]`,
    );
  }
  return builder.emit('Slice', [original, builder.ints([0]), builder.ints([channels]), builder.ints([1])]);
}

function typeIn(graph: Graph, value: ValueName): TensorType {
  const type = graph.types.get(value);
  if (type === undefined) throw new GraphError('graph/unknown-value', `${value} has no static type`, { value });
  return type;
}

/** Reshapes (or, from one element, repeats) and casts `value` to `wanted`. */
function convert(builder: GraphBuilder, value: ValueName, wanted: TensorType): ValueName {
  let current = value;
  const { shape } = builder.typeOf(value);
  if (!sameShape(shape, wanted.shape)) {
    const op = sizeOf(shape) === sizeOf(wanted.shape) ? 'Reshape' : 'Expand';
    current = builder.emit(op, [current, builder.ints(wanted.shape)]);
  }
  return castTo(builder, current, wanted.dtype);
}
