import { string } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { attributesOf } from '../ops/define-op.ts';
import { opKeyOf } from '../ops/find-op.ts';
import { inferNode } from '../ops/infer-node.ts';
import { OPS } from '../ops/ops.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { readGraph, type GraphReader } from './graph-reader.ts';

/**
 * Multiply-adds up to which a product waits longer for its dispatches than it computes. The kernel of Einsum reads every element as often
 * as it needs it, that of MatMul in tiles.
 */
const MOST_PRODUCTS = 2 ** 23;

/** Axes of a batched product a [..., M, K] b [..., K, N]. */
const LEFT = 'bhmk';
const RIGHT = 'bhkn';
const RESULT = 'bhmn';

interface Contraction {
  readonly operands: readonly [ValueName, ValueName];
  readonly equation: string;
  /** The node whose output the contraction computes: the product, or the Transpose after it. */
  readonly last: Node;
  /** Nodes that it stands for. */
  readonly absorbed: readonly Node[];
}

/**
 * Small products of attention become one Einsum each with the transposes of their operands and of their result, in float32: one
 * dispatch instead of three. Needs static types.
 */
export function contractSmallAttention(graph: Graph): Graph {
  const reader = readGraph(graph);
  const contractions = new Map<Node, Contraction>();
  const absorbed = new Set<Node>();
  for (const node of graph.nodes) {
    const found = readContraction(reader, node);
    if (found === undefined) continue;
    contractions.set(found.last, found);
    for (const part of found.absorbed) absorbed.add(part);
  }
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'contract', nodes: 'drop' });
  for (const node of graph.nodes) {
    const found = contractions.get(node);
    if (found !== undefined) {
      const attributes = { equation: string(found.equation) };
      builder.addNode({ ...node, op: 'Einsum', inputs: found.operands, attributes });
    } else if (!absorbed.has(node)) builder.addNode(node);
  }
  return builder.build();
}

function readContraction(reader: GraphReader, node: Node): Contraction | undefined {
  const [left = '', right = ''] = node.inputs;
  const [product = ''] = node.outputs;
  if (opKeyOf(node) !== 'MatMul') return undefined;
  const { dtype, shape } = reader.typeOf(product);
  const ranks = [left, right].map((value) => reader.typeOf(value).shape.length);
  const depth = reader.typeOf(left).shape.at(-1) ?? 1;
  const isSmall = sizeOf(shape) * depth <= MOST_PRODUCTS;
  if (dtype !== 'float32' || !isSmall || ranks.some((rank) => rank !== 4)) return undefined;
  const a = untransposed(reader, left, LEFT);
  const b = untransposed(reader, right, RIGHT);
  const turn = reader.onlyUseOf(product)?.node;
  const after = turn !== undefined && opKeyOf(turn) === 'Transpose' ? turn : undefined;
  const parts = [a.transpose, b.transpose, after].flatMap((part) => part ?? []);
  if (parts.length === 0) return undefined;
  const labels = after === undefined ? RESULT : permuted(RESULT, permOf(after));
  return {
    operands: [a.value, b.value],
    equation: `${a.labels},${b.labels}->${labels}`,
    last: after ?? node,
    absorbed: [node, ...parts],
  };
}

/** What a Transpose that only this product reads is of, with the labels of its axes. */
function untransposed(reader: GraphReader, value: ValueName, labels: string) {
  const transpose = reader.onlyUseOf(value) === undefined ? undefined : reader.producerOf(value, 'Transpose');
  if (transpose === undefined) return { value, labels, transpose };
  const perm = permOf(transpose);
  const original = perm.map((_, axis) => labels[perm.indexOf(axis)] ?? '').join('');
  return { value: transpose.inputs[0] ?? '', labels: original, transpose };
}

function permOf(transpose: Node): readonly number[] {
  return attributesOf(OPS.Transpose, transpose).perm ?? [3, 2, 1, 0];
}

function permuted(labels: string, perm: readonly number[]): string {
  return perm.map((axis) => labels[axis] ?? '').join('');
}
