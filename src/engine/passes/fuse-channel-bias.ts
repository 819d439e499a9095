import { GraphBuilder } from '../graph/builder.ts';
import { ints } from '../graph/attributes.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { descendantsOf } from '../graph/topology.ts';
import { castTo, reshapeTo } from '../ops/emission.ts';
import { opKeyOf } from '../ops/find-op.ts';
import { inferNode } from '../ops/infer-node.ts';
import { bothOrders, readGraph, type GraphReader } from './graph-reader.ts';

/** A convolution and what is added to it: one value a row and channel, [N, C, 1, 1]. */
interface BiasedConv {
  readonly conv: Node;
  readonly shift: ValueName;
  /** The linear layer that makes the shift, for it alone, and the reshapes after it. */
  readonly layer: { readonly gemm: Node; readonly views: readonly Node[] } | undefined;
}

/**
 * A timestep's embedding is added to every convolution of a UNet by channel. For one row it becomes the convolution's bias, whose own
 * goes into that of the linear layer before (a sum of constants, which the runtime works out once). Two rows are turned where they
 * are a vector: the runtime's layout, channels last, then needs no dispatch to turn them. Needs static types.
 */
export function fuseChannelBias(graph: Graph): Graph {
  const reader = readGraph(graph);
  const isComputed = descendantsOf(
    graph,
    graph.inputs.map(({ name }) => name),
  );
  const biased = new Map<Node, BiasedConv>();
  const replaced = new Set<Node>();
  for (const node of graph.nodes) {
    const found = readBiased(reader, isComputed, node);
    if (found === undefined) continue;
    biased.set(node, found);
    if (reader.typeOf(found.shift).shape[0] !== 1) continue;
    replaced.add(found.conv);
    if (found.layer !== undefined) for (const part of [found.layer.gemm, ...found.layer.views]) replaced.add(part);
  }
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'bias', nodes: 'drop' });
  for (const node of graph.nodes) {
    if (replaced.has(node)) continue;
    const found = biased.get(node);
    if (found === undefined) builder.addNode(node);
    else if (replaced.has(found.conv)) addBiasedConv(builder, node, found);
    else addTurnedShift(builder, node, found.shift);
  }
  return builder.build();
}

function readBiased(reader: GraphReader, isComputed: ReadonlySet<ValueName>, node: Node): BiasedConv | undefined {
  if (opKeyOf(node) !== 'Add') return undefined;
  for (const [sum, shift] of bothOrders(node.inputs)) {
    const conv = reader.producerOf(sum, 'Conv');
    const { shape } = reader.typeOf(sum);
    const [rows, channels, ...places] = reader.typeOf(shift).shape;
    const isByChannel = channels === shape[1] && shape.length === 4 && places.length === 2;
    if (conv === undefined || !isByChannel || places.some((extent) => extent !== 1)) continue;
    if (rows !== shape[0] && rows !== 1) continue;
    if (reader.onlyUseOf(sum) === undefined || !isComputed.has(shift)) continue;
    return { conv, shift, layer: findLayer(reader, shift) };
  }
  return undefined;
}

/** A Gemm whose result is only reshaped into `shift`. */
function findLayer(reader: GraphReader, shift: ValueName): BiasedConv['layer'] {
  const views: Node[] = [];
  let current = shift;
  while (reader.onlyUseOf(current) !== undefined) {
    const view = reader.producerOf(current, 'Reshape', 'Unsqueeze');
    if (view === undefined) {
      const gemm = reader.producerOf(current, 'Gemm');
      return gemm === undefined ? undefined : { gemm, views };
    }
    views.push(view);
    current = view.inputs[0] ?? '';
  }
  return undefined;
}

function addBiasedConv(builder: GraphBuilder, node: Node, { conv, shift, layer }: BiasedConv): void {
  const [x = '', weight = '', own = ''] = conv.inputs;
  const perChannel = [builder.typeOf(weight).shape[0] ?? 1];
  const bias = layer === undefined ? shiftOf(builder, own, shift, perChannel) : layerBias(builder, own, layer.gemm);
  const inputs = [x, weight, reshapeTo(builder, bias, perChannel)];
  builder.addNode({ ...conv, inputs, outputs: node.outputs });
}

function shiftOf(builder: GraphBuilder, own: ValueName, shift: ValueName, perChannel: readonly number[]): ValueName {
  const vector = reshapeTo(builder, shift, perChannel);
  return own === '' ? vector : builder.emit('Add', [vector, own]);
}

function layerBias(builder: GraphBuilder, own: ValueName, layer: Node): ValueName {
  const [a = '', b = '', bias = ''] = layer.inputs;
  const sum = [bias, own].filter((value) => value !== '');
  const joined = sum.length < 2 ? sum : [addConstants(builder, bias, own)];
  return builder.emit('Gemm', [a, b, ...joined], layer.attributes);
}

/** In float32: the runtime adds no constants of float16 ahead. */
function addConstants(builder: GraphBuilder, a: ValueName, b: ValueName): ValueName {
  const { dtype } = builder.typeOf(a);
  const sum = builder.emit(
    'Add',
    [a, b].map((value) => castTo(builder, value, 'float32')),
  );
  return castTo(builder, sum, dtype);
}

function addTurnedShift(builder: GraphBuilder, node: Node, shift: ValueName): void {
  const [rows = 1, channels = 1] = builder.typeOf(shift).shape;
  const last = reshapeTo(builder, shift, [rows, 1, 1, channels]);
  const turned = builder.emit('Transpose', [last], { perm: ints([0, 3, 1, 2]) });
  builder.addNode({ ...node, inputs: node.inputs.map((input) => (input === shift ? turned : input)) });
}
