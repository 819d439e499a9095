/** Small graphs for the tests of the passes. */
import { int, ints, string } from '../../graph/attributes.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph, ValueName } from '../../graph/graph.ts';
import { constantFrom } from '../../graph/constants.ts';
import { inferNode } from '../../ops/infer-node.ts';
import { seededRandom } from '../../ops/testing/seeded-random.ts';
import { DATA_TYPES } from '../../tensor/data-type.ts';
import { sizeOf, type DataType, type Shape } from '../../tensor/tensor.ts';

export function emptyGraph(opset = 18): Graph {
  return {
    name: 'small',
    opsets: { '': opset },
    inputs: [],
    outputs: [],
    constants: new Map(),
    nodes: [],
    types: new Map(),
  };
}

/** A builder with float32 inputs. */
export function builderWith(inputs: Readonly<Record<ValueName, Shape>>, opset = 18): GraphBuilder {
  const builder = new GraphBuilder(emptyGraph(opset), inferNode);
  for (const [name, shape] of Object.entries(inputs)) builder.addInput(name, { dtype: 'float32', shape });
  return builder;
}

export function addNamed(
  builder: GraphBuilder,
  op: string,
  inputs: readonly ValueName[],
  output: ValueName,
  name: string = output,
): ValueName {
  builder.addNode({ op, domain: '', name, inputs, outputs: [output], attributes: {} });
  return output;
}

/** A weight that lies in a file of its own. */
export function externalWeight(
  builder: GraphBuilder,
  name: ValueName,
  shape: Shape,
  dtype: DataType = 'float32',
): ValueName {
  const length = 4 * shape.reduce((product, extent) => product * extent, 1);
  return builder.addConstant(
    { kind: 'external', type: { dtype, shape }, location: `${name}.bin`, offset: 0, length },
    name,
  );
}

/** How an exporter writes softmax(Q K^T / sqrt(d)) V. 'upcast' is 'half' with a softmax in float32. */
export type AttentionForm =
  | 'scaled-operands'
  | 'scaled-product'
  | 'folded-heads'
  | 'guarded'
  | 'half'
  | 'upcast'
  | 'einsum'
  | 'channels-first';

export interface AttentionGraphOptions {
  readonly batch?: number;
  readonly cross?: AttentionForm;
  /** Null for none. */
  readonly self?: AttentionForm | null;
  readonly size?: number;
}

const [HEADS, WIDTH, TOKENS] = [2, 4, 3];

/** Inputs and output of a denoiser around one self-attention and one cross-attention at the latent's own resolution. */
export function attentionGraph(options: AttentionGraphOptions = {}): Graph {
  const { batch = 1, cross = 'scaled-operands', self = 'scaled-operands', size = 4 } = options;
  const builder = builderWith({
    sample: [batch, WIDTH, size, size],
    timestep: [1],
    encoder_hidden_states: [batch, TOKENS, WIDTH],
  });
  return attendTo(builder, 'sample', { cross, self });
}

/** The same behind a residual block: two convolutions over 3 x 3 places, and one over a single place around them. */
export function blockGraph(batch: 1 | 2): Graph {
  const builder = builderWith({
    sample: [batch, WIDTH, 4, 4],
    timestep: [1],
    encoder_hidden_states: [batch, TOKENS, WIDTH],
  });
  const convolve = (value: ValueName, name: string, side: number): ValueName => {
    const weight = externalWeight(builder, `block.${name}`, [WIDTH, WIDTH, side, side]);
    const pad = (side - 1) / 2;
    builder.addNode({
      op: 'Conv',
      domain: '',
      name: `/block/${name}/Conv`,
      inputs: [value, weight],
      outputs: [`block/${name}_out`],
      attributes: { kernel_shape: ints([side, side]), pads: ints([pad, pad, pad, pad]) },
    });
    return `block/${name}_out`;
  };
  const inner = builder.emit('Sigmoid', [convolve('sample', 'conv1', 3)]);
  const around = convolve('sample', 'conv_shortcut', 1);
  const block = builder.emit('Add', [around, convolve(inner, 'conv2', 3)]);
  return attendTo(builder, block, { cross: 'scaled-operands', self: 'scaled-operands' });
}

/** A self-attention and a cross-attention over an image of the latent's size; what comes out is the prediction. */
function attendTo(
  builder: GraphBuilder,
  image: ValueName,
  { cross, self }: Required<Pick<AttentionGraphOptions, 'cross' | 'self'>>,
): Graph {
  const [batch = 1, , height = 1, width = 1] = builder.typeOf(image).shape;
  const flat = builder.emit('Reshape', [image, builder.ints([batch, WIDTH, height * width])]);
  let hidden = builder.emit('Transpose', [flat], { perm: ints([0, 2, 1]) });
  if (self !== null) hidden = addAttention(builder, 'block/attn1', hidden, hidden, self);
  hidden = addAttention(builder, 'block/attn2', hidden, 'encoder_hidden_states', cross);
  const back = builder.emit('Transpose', [hidden], { perm: ints([0, 2, 1]) });
  builder.addNode({
    op: 'Reshape',
    domain: '',
    name: 'out',
    inputs: [back, builder.ints([batch, WIDTH, height, width])],
    outputs: ['noise_pred'],
    attributes: {},
  });
  return builder.build({ outputs: ['noise_pred'] });
}

function addAttention(
  builder: GraphBuilder,
  path: string,
  queries: ValueName,
  context: ValueName,
  form: AttentionForm,
): ValueName {
  const [batch = 1, places = 1] = builder.typeOf(queries).shape;
  const keyCount = builder.typeOf(context).shape[1] ?? 1;
  const perHead = WIDTH / HEADS;
  const heads = (value: ValueName, count: number, perm: readonly number[]) => {
    const split = builder.emit('Reshape', [value, builder.ints([batch, count, HEADS, perHead])]);
    const moved = builder.emit('Transpose', [split], { perm: ints(perm) });
    if (form !== 'folded-heads') return moved;
    const [, , rows = 1, columns = 1] = builder.typeOf(moved).shape;
    return builder.emit('Reshape', [moved, builder.ints([batch * HEADS, rows, columns])]);
  };
  const project = (value: ValueName, weight: string) =>
    builder.emit('MatMul', [value, externalWeight(builder, `${path}.${weight}`, [WIDTH, WIDTH])]);
  let q = heads(project(queries, 'to_q'), places, [0, 2, 1, 3]);
  let k = heads(project(context, 'to_k'), keyCount, [0, 2, 3, 1]);
  let v = heads(project(context, 'to_v'), keyCount, form === 'channels-first' ? [0, 2, 3, 1] : [0, 2, 1, 3]);
  const isHalf = form === 'half' || form === 'upcast';
  const cast = (value: ValueName, dtype: DataType) =>
    builder.emit('Cast', [value], { to: int(DATA_TYPES[dtype].onnxCode) });
  if (isHalf) [q, k, v] = [cast(q, 'float16'), cast(k, 'float16'), cast(v, 'float16')];
  if (form === 'scaled-operands') {
    q = builder.emit('Mul', [q, builder.float(perHead ** -0.25)]);
    k = builder.emit('Mul', [k, builder.float(perHead ** -0.25)]);
  }
  const multiply = (a: ValueName, b: ValueName) =>
    form === 'einsum'
      ? builder.emit('Einsum', [a, b], { equation: string('bhij,bhjk->bhik') })
      : builder.emit('MatMul', [a, b]);
  let scores = multiply(q, k);
  if (form === 'scaled-product' || form === 'folded-heads') {
    scores = builder.emit('Div', [scores, builder.float(perHead ** 0.5)]);
    scores = builder.emit('Add', [scores, builder.float(0.5)]);
  }
  if (form === 'upcast') scores = cast(scores, 'float32');
  addSoftmax(builder, scores, `${path}.probabilities`, `/${path}/Softmax`);
  let probabilities = `${path}.probabilities`;
  if (form === 'guarded') {
    const isMissing = builder.emit('IsNaN', [probabilities]);
    probabilities = builder.emit('Where', [isMissing, builder.float(0), probabilities]);
  }
  if (form === 'upcast') probabilities = cast(probabilities, 'float16');
  let output: ValueName;
  if (form === 'channels-first') {
    const turned = builder.emit('Transpose', [probabilities], { perm: ints([0, 1, 3, 2]) });
    output = builder.emit('Transpose', [multiply(v, turned)], { perm: ints([0, 1, 3, 2]) });
  } else output = multiply(probabilities, v);
  if (isHalf) output = cast(output, 'float32');
  if (form === 'folded-heads')
    output = builder.emit('Reshape', [output, builder.ints([batch, HEADS, places, perHead])]);
  const joined = builder.emit('Transpose', [output], { perm: ints([0, 2, 1, 3]) });
  return builder.emit('Reshape', [joined, builder.ints([batch, places, WIDTH])]);
}

export function addSoftmax(builder: GraphBuilder, input: ValueName, output: ValueName, name: string): void {
  builder.addNode({
    op: 'Softmax',
    domain: '',
    name,
    inputs: [input],
    outputs: [output],
    attributes: { axis: int(-1) },
  });
}

/** Random weights in place of external ones, the same for a weight of the same name and a seed. */
export function inlineWeights(graph: Graph, seed = 0): Graph {
  const constants = [...graph.constants].map(([name, constant]) => {
    if (constant.kind === 'inline') return [name, constant] as const;
    const ownSeed = seed + name.length + (name.codePointAt(name.length - 1) ?? 0);
    const numbers = randomNumbers(constant.type.shape, ownSeed);
    return [name, constantFrom('float32', constant.type.shape, numbers)] as const;
  });
  return { ...graph, constants: new Map(constants) };
}

/** Uniform numbers in [-1, 1] for every input of a graph, all float32. */
export function randomFeeds(graph: Graph, seed = 5) {
  return Object.fromEntries(
    graph.inputs.map(({ name }, index) => {
      const shape = graph.types.get(name)?.shape ?? [];
      return [name, { dtype: 'float32' as const, shape, numbers: randomNumbers(shape, seed + index) }];
    }),
  );
}

function randomNumbers(shape: Shape, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: sizeOf(shape) }, () => 2 * random() - 1);
}
