import { float, int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { consumersOf, producersOf, type Use } from '../graph/topology.ts';
import { attributesOf } from '../ops/define-op.ts';
import { reshapeTo, transposed } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import { permutation } from '../ops/layout.ts';
import { OPS } from '../ops/ops.ts';
import { sameShape } from '../tensor/broadcast.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { createSubstitution } from './substitute-values.ts';

/** [1, tokens, heads, width] to [1, heads, tokens, width]. */
const BY_HEAD = [0, 2, 1, 3];
/** The same to [1, heads, width, tokens]. */
const TURNED = [0, 2, 3, 1];
/** Back from there. */
const TURNED_BACK = [0, 3, 1, 2];
const SWAPPED = [0, 1, 3, 2];

/**
 * Attention and its derivative read queries, keys, values and the cotangents of the output by head and turned by head. A product
 * [tokens, heads width] is computed turned instead, (A B)^T = B^T A^T, which is [heads, width, tokens] as it lies there, and what comes
 * turned enters the next product so: `Gemm` turns its operands for nothing. For one row; needs static types.
 */
export function turnProducts(graph: Graph): Graph {
  const producers = producersOf(graph);
  const turned = findTurned(graph, producers);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'turn', nodes: 'drop' });
  const substitution = createSubstitution();
  /** Values [1, heads, width, tokens] by the Reshape that their Transposes read. */
  const values = new Map<ValueName, ValueName>();

  for (const original of graph.nodes) {
    const node = { ...original, inputs: original.inputs.map(substitution.resolve) };
    const product = turned.get(original);
    if (product !== undefined) {
      const [, tokens = 1, heads = 1, width = 1] = graph.types.get(original.outputs[0] ?? '')?.shape ?? [];
      const matrix = emitTurned(builder, { ...product, inputs: product.inputs.map(substitution.resolve) }, tokens);
      values.set(original.outputs[0] ?? '', reshapeTo(builder, matrix, [1, heads, width, tokens]));
      continue;
    }
    const source = values.get(original.inputs[0] ?? '');
    if (source !== undefined) {
      const isTurned = sameShape(permutationOf(original, graph), TURNED);
      substitution.replace(original.outputs[0] ?? '', isTurned ? source : transposed(builder, source, SWAPPED));
      continue;
    }
    builder.addNode(readTurned(builder, graph, producers, original, substitution.resolve) ?? node);
  }
  const kept = graph.outputs.map(({ name }) => name).filter((name) => builder.has(name));
  const built = builder.build({ outputs: kept });
  return substitution.apply({ ...built, outputs: graph.outputs }, built.nodes);
}

/** The products that are better computed turned, by the Reshape to [1, tokens, heads, width] that alone reads them. */
function findTurned(graph: Graph, producers: ReadonlyMap<ValueName, Node>): ReadonlyMap<Node, Node> {
  const consumers = consumersOf(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const usesOf = (value: ValueName): readonly Use[] => (outputs.has(value) ? [] : (consumers.get(value) ?? []));
  const found = new Map<Node, Node>();
  for (const node of graph.nodes) {
    const [y = ''] = node.outputs;
    const product = producers.get(node.inputs[0] ?? '');
    if (node.op !== 'Reshape' || product === undefined || !isProductOfRows(graph, product, node)) continue;
    const uses = usesOf(y).map((use) => use.node);
    const perms = uses.map((use) => (use.op === 'Transpose' ? permutationOf(use, graph) : []));
    const isByHead = perms.every((perm) => sameShape(perm, TURNED) || sameShape(perm, BY_HEAD));
    const isEverTurned = perms.some((perm) => sameShape(perm, TURNED));
    if (isByHead && isEverTurned && usesOf(node.inputs[0] ?? '').length === 1) found.set(node, product);
  }
  return found;
}

/** A product of two matrices, [tokens, heads width] before `reshape` makes it [1, tokens, heads, width]. */
function isProductOfRows(graph: Graph, { op, domain, inputs, outputs }: Node, reshape: Node): boolean {
  const shapeOf = (value: ValueName | undefined) => graph.types.get(value ?? '')?.shape ?? [];
  const [rows, tokens, heads = 1, width = 1, ...rest] = shapeOf(reshape.outputs[0]);
  const product = shapeOf(outputs[0]);
  return (
    domain === '' &&
    (op === 'MatMul' || (op === 'Gemm' && inputs.length === 2)) &&
    shapeOf(inputs[1]).length === 2 &&
    rows === 1 &&
    rest.length === 0 &&
    product.at(-1) === heads * width &&
    product.at(-2) === tokens
  );
}

function emitTurned(builder: GraphBuilder, product: Node, tokens: number): ValueName {
  const [a = '', b = ''] = product.inputs;
  const { alpha, transA, transB } =
    product.op === 'Gemm' ? attributesOf(OPS.Gemm, product) : { alpha: 1, transA: 0, transB: 0 };
  const { shape } = builder.typeOf(a);
  const left = shape.length === 2 ? a : reshapeTo(builder, a, [tokens, sizeOf(shape) / tokens]);
  return builder.emit('Gemm', [b, left], {
    ...(alpha === 1 ? {} : { alpha: float(alpha) }),
    transA: int(1 - transB),
    transB: int(1 - transA),
  });
}

/** A Gemm of what was turned back from [1, heads, width, tokens], reading it as it was. */
function readTurned(
  builder: GraphBuilder,
  graph: Graph,
  producers: ReadonlyMap<ValueName, Node>,
  node: Node,
  resolve: (value: ValueName) => ValueName,
): Node | undefined {
  if (node.op !== 'Gemm' || attributesOf(OPS.Gemm, node).transA === 1) return undefined;
  const [a = '', ...others] = node.inputs;
  const reshape = producers.get(a);
  const transpose = producers.get(reshape?.op === 'Reshape' ? (reshape.inputs[0] ?? '') : '');
  if (transpose?.op !== 'Transpose' || !sameShape(permutationOf(transpose, graph), TURNED_BACK)) return undefined;
  const { shape } = builder.typeOf(resolve(transpose.inputs[0] ?? ''));
  const [rows, heads = 1, width = 1, tokens = 1] = shape;
  if (rows !== 1 || !sameShape(graph.types.get(a)?.shape ?? [], [tokens, heads * width])) return undefined;
  const matrix = reshapeTo(builder, resolve(transpose.inputs[0] ?? ''), [heads * width, tokens]);
  return { ...node, inputs: [matrix, ...others.map(resolve)], attributes: { ...node.attributes, transA: int(1) } };
}

function permutationOf(node: Node, graph: Graph): readonly number[] {
  const rank = graph.types.get(node.inputs[0] ?? '')?.shape.length ?? 0;
  return permutation({ attributes: attributesOf(OPS.Transpose, node) }, rank);
}
