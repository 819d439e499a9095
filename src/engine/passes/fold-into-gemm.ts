import { float } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { numbersOf } from '../graph/constants.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { consumersOf, producersOf } from '../graph/topology.ts';
import { attributesOf } from '../ops/define-op.ts';
import { reshapeTo } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import { OPS } from '../ops/ops.ts';
import { sameShape } from '../tensor/broadcast.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { createSubstitution } from './substitute-values.ts';

/** What a factor passes unchanged on its way to a product. */
const MOVES = new Set(['Reshape', 'Transpose']);

/**
 * `Gemm` computes alpha A B + beta C: a factor of its first operand becomes its alpha, and what is added to its result alone its C.
 * Derivatives are full of both: the factor of queries and keys, and the contributions to what several layers read. Needs static types.
 */
export function foldIntoGemm(graph: Graph): Graph {
  return foldSums(foldFactors(graph));
}

function foldFactors(graph: Graph): Graph {
  const producers = producersOf(graph);
  const onlyUse = createOnlyUse(graph);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'factor', nodes: 'drop' });
  const factors = new Map<Node, number>();
  const dropped = new Map<Node, ValueName>();
  for (const node of graph.nodes) {
    if (node.op !== 'Gemm' || node.domain !== '' || node.inputs.length !== 2) continue;
    let [value = ''] = node.inputs;
    for (;;) {
      const producer = producers.get(value);
      if (producer === undefined || onlyUse(value) === undefined) break;
      if (MOVES.has(producer.op)) {
        [value = ''] = producer.inputs;
        continue;
      }
      const scale = readScale(graph, producer);
      if (scale === undefined) break;
      factors.set(node, (factors.get(node) ?? 1) * scale.factor);
      dropped.set(producer, scale.x);
      value = scale.x;
    }
  }
  const substitution = createSubstitution();
  for (const original of graph.nodes) {
    const node = { ...original, inputs: original.inputs.map(substitution.resolve) };
    const [factor, x] = [factors.get(original), dropped.get(original)];
    if (x !== undefined) substitution.replace(original.outputs[0] ?? '', x);
    else if (factor === undefined) builder.addNode(node);
    else {
      const { alpha } = attributesOf(OPS.Gemm, node);
      builder.addNode({ ...node, attributes: { ...node.attributes, alpha: float(alpha * factor) } });
    }
  }
  const kept = graph.outputs.map(({ name }) => name).filter((name) => builder.has(name));
  const built = builder.build({ outputs: kept });
  return substitution.apply({ ...built, outputs: graph.outputs }, built.nodes);
}

/** factor x, the factor a number. */
function readScale(graph: Graph, node: Node): { readonly x: ValueName; readonly factor: number } | undefined {
  if (node.op !== 'Mul' || node.domain !== '') return undefined;
  const shapeOf = (value: ValueName) => graph.types.get(value)?.shape ?? [];
  const [a = '', b = ''] = node.inputs;
  for (const [x, number] of [
    [a, b],
    [b, a],
  ] as const) {
    const constant = graph.constants.get(number);
    if (constant?.kind !== 'inline' || sizeOf(constant.type.shape) !== 1) continue;
    const [factor = 1] = numbersOf(constant);
    if (sameShape(shapeOf(x), shapeOf(node.outputs[0] ?? ''))) return { x, factor };
  }
  return undefined;
}

function foldSums(graph: Graph): Graph {
  const producers = producersOf(graph);
  const onlyUse = createOnlyUse(graph);
  /** The product that alone makes `value`, seen through a Reshape. */
  const findProduct = (value: ValueName): Node | undefined => {
    if (onlyUse(value) === undefined) return undefined;
    const producer = producers.get(value);
    if (producer?.op === 'Reshape') return findProduct(producer.inputs[0] ?? '');
    return producer?.op === 'Gemm' && producer.domain === '' && producer.inputs.length === 2 ? producer : undefined;
  };
  const sums = new Map<Node, { readonly product: Node; readonly other: ValueName }>();
  const absorbed = new Set<Node>();
  for (const node of graph.nodes) {
    if (node.op !== 'Add' || node.domain !== '') continue;
    const [a = '', b = ''] = node.inputs;
    const shapes = [a, b].map((value) => graph.types.get(value)?.shape ?? []);
    if (!sameShape(shapes[0] ?? [], shapes[1] ?? [])) continue;
    const found = [
      [b, a],
      [a, b],
    ].flatMap(([value = '', other = '']) => {
      const product = findProduct(value);
      return product === undefined || absorbed.has(product) ? [] : [{ product, other }];
    })[0];
    if (found === undefined) continue;
    sums.set(node, found);
    absorbed.add(found.product);
  }
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'sum', nodes: 'drop' });
  const dropped = new Set<ValueName>([...absorbed].flatMap(({ outputs }) => outputs));
  for (const node of graph.nodes) {
    const sum = sums.get(node);
    const readsDropped = node.op === 'Reshape' && dropped.has(node.inputs[0] ?? '');
    if (readsDropped) node.outputs.forEach((name) => dropped.add(name));
    if (sum === undefined) {
      if (!absorbed.has(node) && !readsDropped) builder.addNode(node);
      continue;
    }
    const { product, other } = sum;
    const { shape } = graph.types.get(product.outputs[0] ?? '') ?? { shape: [] };
    const total = builder.emit('Gemm', [...product.inputs, reshapeTo(builder, other, shape)], product.attributes);
    const target = builder.ints(graph.types.get(node.outputs[0] ?? '')?.shape ?? []);
    builder.addNode({ ...node, op: 'Reshape', inputs: [total, target], attributes: {} });
  }
  return builder.build();
}

/** The node that alone reads a value, once; undefined for a graph output. */
function createOnlyUse(graph: Graph): (value: ValueName) => Node | undefined {
  const consumers = consumersOf(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  return (value) => {
    const uses = consumers.get(value) ?? [];
    return uses.length === 1 && !outputs.has(value) ? uses[0]?.node : undefined;
  };
}
