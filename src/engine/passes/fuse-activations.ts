import { float } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { numbersOf } from '../graph/constants.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { producersOf } from '../graph/topology.ts';
import { inferNode } from '../ops/infer-node.ts';
import { bothOrders } from './graph-reader.ts';

/**
 * Writes what exporters take apart as one operator again:
 *
 *   x sigmoid(x)                      com.microsoft.QuickGelu, alpha = 1 (SiLU)
 *   x (1 + erf(x / sqrt 2)) / 2       com.microsoft.Gelu
 *
 * Runtimes do so themselves as long as nothing else reads the pieces; the derivative of the pieces would read all of them.
 */
export function fuseActivations(graph: Graph): Graph {
  const producers = producersOf(graph);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'fuse', nodes: 'drop' });
  const reader: PatternReader = {
    inputsOf: (value, op) => {
      const node = producers.get(value);
      return node?.op === op && node.domain === '' ? node.inputs : undefined;
    },
    numberIn: (value) => {
      const constant = builder.constantOf(value);
      const isNumber = constant !== undefined && constant.type.shape.every((extent) => extent === 1);
      return isNumber ? numbersOf(constant)[0] : undefined;
    },
  };
  for (const node of graph.nodes) {
    builder.addNode(fuse(node, reader) ?? node);
  }
  return builder.build();
}

interface PatternReader {
  /** Inputs of the node that makes `value`, when that is an `op`. */
  inputsOf(value: ValueName, op: string): readonly ValueName[] | undefined;
  /** The number in a constant of one element. */
  numberIn(value: ValueName): number | undefined;
}

function fuse(node: Node, reader: PatternReader): Node | undefined {
  if (node.op !== 'Mul' || node.domain !== '') return undefined;
  const orders = bothOrders(node.inputs);
  const silu = orders.find(([x, gate]) => reader.inputsOf(gate, 'Sigmoid')?.[0] === x);
  if (silu !== undefined) {
    return { ...node, op: 'QuickGelu', domain: 'com.microsoft', inputs: [silu[0]], attributes: { alpha: float(1) } };
  }
  const gelu = orders.flatMap((order) => halvedProducts(order, reader)).find((pair) => isGelu(pair, reader));
  return gelu === undefined
    ? undefined
    : { ...node, op: 'Gelu', domain: 'com.microsoft', inputs: [gelu[0]], attributes: {} };
}

type Pair = readonly [ValueName, ValueName];

/** The pairs (u, v) for which the product of `left` and `right` is u v / 2. */
function halvedProducts([left, right]: Pair, reader: PatternReader): Pair[] {
  if (reader.numberIn(right) === 0.5) return bothOrders(reader.inputsOf(left, 'Mul') ?? []);
  const halved = bothOrders(reader.inputsOf(right, 'Mul') ?? []).find(([, factor]) => reader.numberIn(factor) === 0.5);
  return halved === undefined ? [] : bothOrders([left, halved[0]]);
}

/** True where `sum` is 1 + erf(x / sqrt 2). */
function isGelu([x, sum]: Pair, reader: PatternReader): boolean {
  return bothOrders(reader.inputsOf(sum, 'Add') ?? []).some(([error, one]) => {
    const argument = reader.inputsOf(error, 'Erf')?.[0];
    return argument !== undefined && reader.numberIn(one) === 1 && isScaled(argument, x, reader);
  });
}

function isScaled(value: ValueName, x: ValueName, reader: PatternReader): boolean {
  const divided = reader.inputsOf(value, 'Div');
  if (divided !== undefined) return divided[0] === x && isNear(reader.numberIn(divided[1] ?? ''), Math.SQRT2);
  return bothOrders(reader.inputsOf(value, 'Mul') ?? []).some(
    ([source, factor]) => source === x && isNear(reader.numberIn(factor), Math.SQRT1_2),
  );
}

/** Files hold the root as float32 or float16, or rounded to a few digits. */
function isNear(number: number | undefined, wanted: number): boolean {
  return number !== undefined && Math.abs(number / wanted - 1) < 5e-4;
}
