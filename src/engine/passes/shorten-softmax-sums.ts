import { attributesOf } from '../ops/define-op.ts';
import { OPS } from '../ops/ops.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { numbersOf } from '../graph/constants.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { producersOf } from '../graph/topology.ts';
import { inferNode } from '../ops/infer-node.ts';
import { sameShape } from '../tensor/broadcast.ts';

/**
 * The derivative of softmax needs the row sums of A * ct A. Where O = A V and so ct A = (ct O) V^T,
 *
 *   sum over keys (A * ct A) = sum over the head's width (O * ct O)
 *
 * (FlashAttention, arXiv 2205.14135, appendix B.4): the right side reads a head's width a query instead of all its keys.
 * Runs right after `differentiate`.
 */
export function shortenSoftmaxSums(graph: Graph): Graph {
  const producers = producersOf(graph);
  const products = new Map<string, ValueName>();
  for (const { op, domain, inputs, outputs } of graph.nodes) {
    if (op === 'MatMul' && domain === '') products.set(inputs.join(), outputs[0] ?? '');
  }
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'rows', nodes: 'drop' });
  for (const node of graph.nodes) {
    const factors = isRowSum(node, builder) ? shorterFactors(node.inputs[0] ?? '', producers, products, builder) : null;
    if (factors === null) builder.addNode(node);
    else builder.addNode({ ...node, inputs: [builder.emit('Mul', factors), ...node.inputs.slice(1)] });
  }
  return builder.build();
}

/** A sum along the last axis, which stays. */
function isRowSum(node: Node, builder: GraphBuilder): boolean {
  if (node.op !== 'ReduceSum' || node.domain !== '') return false;
  if (attributesOf(OPS.ReduceSum, node).keepdims !== 1) return false;
  const axes = builder.constantOf(node.inputs[1] ?? '');
  const last = builder.typeOf(node.inputs[0] ?? '').shape.length - 1;
  if (axes === undefined) return false;
  const [axis, ...others] = numbersOf(axes);
  return others.length === 0 && (axis === last || axis === -1);
}

/** [O, ct O] for the product A * ((ct O) V^T), where O = A V is in the graph and has shorter rows. */
function shorterFactors(
  product: ValueName,
  producers: ReadonlyMap<ValueName, Node>,
  products: ReadonlyMap<string, ValueName>,
  builder: GraphBuilder,
): readonly [ValueName, ValueName] | null {
  const multiplication = producers.get(product);
  const [a = '', b = ''] = multiplication?.op === 'Mul' ? multiplication.inputs : [];
  for (const [weights, cotangent] of [
    [a, b],
    [b, a],
  ] as const) {
    const matrixProduct = producers.get(cotangent);
    if (matrixProduct?.op !== 'MatMul') continue;
    const [outputCotangent = '', turned = ''] = matrixProduct.inputs;
    const values = untransposed(producers.get(turned));
    const output = values === undefined ? undefined : products.get([weights, values].join());
    if (output === undefined) continue;
    const rows = builder.typeOf(output).shape;
    const isShorter = (rows.at(-1) ?? 0) < (builder.typeOf(weights).shape.at(-1) ?? 0);
    if (isShorter && sameShape(rows, builder.typeOf(outputCotangent).shape)) return [output, outputCotangent];
  }
  return null;
}

/** What a Transpose of the last two axes reads. */
function untransposed(node: Node | undefined): ValueName | undefined {
  if (node?.op !== 'Transpose') return undefined;
  const { perm = [] } = attributesOf(OPS.Transpose, node);
  const rank = perm.length;
  const isSwap = perm.every((axis, i) => axis === (i < rank - 2 ? i : 2 * rank - 3 - i));
  return rank >= 2 && isSwap ? node.inputs[0] : undefined;
}
