import { float } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { descendantsOf } from '../graph/topology.ts';
import { attributesOf } from '../ops/define-op.ts';
import { asMatrix } from '../ops/emission.ts';
import { opKeyOf } from '../ops/find-op.ts';
import { inferNode } from '../ops/infer-node.ts';
import { OPS } from '../ops/ops.ts';
import { sameShape } from '../tensor/broadcast.ts';
import { bothOrders, readGraph, type GraphReader } from './graph-reader.ts';
import { createSubstitution } from './substitute-values.ts';

/** What a scale passes unchanged on its way to the linear layer. */
const MOVES = ['Reshape', 'Transpose', 'Unsqueeze', 'Squeeze', 'Identity'] as const;

/**
 * Takes the factor of queries and keys into the linear layer that makes them: `Gemm` multiplies by its alpha for nothing. A factor
 * of the scores is moved to the queries first, where float16 overflows less. Needs static types.
 */
export function foldScales(graph: Graph): Graph {
  const reader = readGraph(graph);
  const isComputed = descendantsOf(
    graph,
    graph.inputs.map(({ name }) => name),
  );
  /** Factors by the linear layer that takes them, and the products that they come from. */
  const factors = new Map<Node, number>();
  const scaled = new Map<Node, ValueName>();
  for (const node of graph.nodes) {
    const scale = readScale(reader, node);
    const layer = scale === undefined ? undefined : findLayer(reader, isComputed, scale.x);
    if (scale === undefined || layer === undefined) continue;
    factors.set(layer, (factors.get(layer) ?? 1) * scale.factor);
    scaled.set(node, scale.x);
  }
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'scale', nodes: 'drop' });
  const substitution = createSubstitution();
  for (const original of graph.nodes) {
    const node = { ...original, inputs: original.inputs.map(substitution.resolve) };
    const x = scaled.get(original);
    const factor = factors.get(original);
    if (x !== undefined) substitution.replace(node.outputs[0] ?? '', x);
    else if (factor === undefined) builder.addNode(node);
    else emitScaledLayer(builder, node, factor);
  }
  const kept = graph.outputs.map(({ name }) => name).filter((name) => builder.has(name));
  const built = builder.build({ outputs: kept });
  return substitution.apply({ ...built, outputs: graph.outputs }, built.nodes);
}

/** factor x, in x's own shape. */
function readScale(reader: GraphReader, node: Node): { readonly x: ValueName; readonly factor: number } | undefined {
  const keepsShape = (x: ValueName): boolean =>
    sameShape(reader.typeOf(x).shape, reader.typeOf(node.outputs[0] ?? '').shape);
  const key = opKeyOf(node);
  if (key === 'Div') {
    const [x = '', divisor = ''] = node.inputs;
    const number = reader.numberIn(divisor);
    return number !== undefined && number !== 0 && keepsShape(x) ? { x, factor: 1 / number } : undefined;
  }
  if (key !== 'Mul') return undefined;
  for (const [x, number] of bothOrders(node.inputs)) {
    const factor = reader.numberIn(number);
    if (factor !== undefined && keepsShape(x)) return { x, factor };
  }
  return undefined;
}

/** The layer on whose result alone `value` depends, and which nothing else reads on the way. */
function findLayer(reader: GraphReader, isComputed: ReadonlySet<ValueName>, value: ValueName): Node | undefined {
  let current = value;
  while (reader.onlyUseOf(current) !== undefined) {
    const move = reader.producerOf(current, ...MOVES);
    if (move !== undefined) {
      current = move.inputs[0] ?? '';
      continue;
    }
    const layer = reader.producerOf(current, 'MatMul', 'Gemm');
    const [a = '', b = ''] = layer?.inputs ?? [];
    // A turned layer has its weight first.
    if (layer?.op === 'Gemm') return isComputed.has(a) || isComputed.has(b) ? layer : undefined;
    if (layer === undefined || !isComputed.has(a)) return undefined;
    const isLinear = !isComputed.has(b) && reader.typeOf(b).shape.length === 2 && reader.typeOf(a).shape.length >= 2;
    if (isLinear) return layer;
    // Scores: the queries take it.
    current = a;
  }
  return undefined;
}

function emitScaledLayer(builder: GraphBuilder, node: Node, factor: number): void {
  const [a = '', b = ''] = node.inputs;
  if (node.op === 'Gemm') {
    const { alpha, beta } = attributesOf(OPS.Gemm, node);
    const scales = { alpha: float(alpha * factor), beta: float(beta * factor) };
    builder.addNode({ ...node, attributes: { ...node.attributes, ...scales } });
    return;
  }
  const product = builder.emit('Gemm', [asMatrix(builder, a), b], { alpha: float(factor) });
  const shape = [...builder.typeOf(a).shape.slice(0, -1), builder.typeOf(b).shape[1] ?? 1];
  builder.addNode({ ...node, op: 'Reshape', inputs: [product, builder.ints(shape)], attributes: {} });
}
