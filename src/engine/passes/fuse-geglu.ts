import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { bothOrders, readGraph, type GraphReader } from './graph-reader.ts';
import { removeDeadCode } from './remove-dead-code.ts';
import { rangeOf } from './slices.ts';

/** a gelu(b), where [a, b] are the halves of x + bias. */
interface GatedGelu {
  readonly x: ValueName;
  /** [2 D]; undefined for none. */
  readonly bias: ValueName | undefined;
}

/** The kernel reads four elements at a time of either half. */
const HALF_MULTIPLE = 4;

/**
 * Writes the gated gelu of a feed-forward (GEGLU, arXiv 2002.05202), with the bias before it, as one `BiasSplitGelu`: one dispatch
 * instead of four. Reads the activation as `fuseActivations` writes it. Needs static types.
 */
export function fuseGeglu(graph: Graph): Graph {
  const reader = readGraph(graph);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'geglu', nodes: 'drop' });
  for (const node of graph.nodes) {
    const gated = readGated(graph, reader, node);
    if (gated === undefined) {
      builder.addNode(node);
      continue;
    }
    const { dtype, shape } = reader.typeOf(gated.x);
    const bias = gated.bias ?? builder.float(0, shape.slice(-1), dtype);
    builder.addNode({ ...node, op: 'BiasSplitGelu', domain: 'com.microsoft', inputs: [gated.x, bias], attributes: {} });
  }
  return removeDeadCode(builder.build());
}

function readGated(graph: Graph, reader: GraphReader, node: Node): GatedGelu | undefined {
  if (node.op !== 'Mul' || node.domain !== '') return undefined;
  for (const [left, activated] of bothOrders(node.inputs)) {
    const gelu = reader.producerOf(activated, 'com.microsoft.Gelu');
    if (gelu === undefined || reader.onlyUseOf(activated) === undefined) continue;
    const whole = wholeOf(graph, reader, left, gelu.inputs[0] ?? '');
    if (whole === undefined) continue;
    return readBias(reader, whole) ?? { x: whole, bias: undefined };
  }
  return undefined;
}

/** The value of which `left` and `right` are the halves along the last axis. */
function wholeOf(graph: Graph, reader: GraphReader, left: ValueName, right: ValueName): ValueName | undefined {
  const split = reader.producerOf(left, 'Split');
  const whole = (split ?? reader.producerOf(left, 'Slice'))?.inputs[0];
  if (whole === undefined) return undefined;
  const { shape } = reader.typeOf(whole);
  const half = (shape.at(-1) ?? 0) / 2;
  if (shape.length !== 3 || half % HALF_MULTIPLE !== 0) return undefined;
  if (split !== undefined) {
    const isHalved = split.outputs[0] === left && split.outputs[1] === right && split.outputs.length === 2;
    return isHalved && reader.typeOf(left).shape[2] === half && reader.typeOf(right).shape[2] === half
      ? whole
      : undefined;
  }
  const isPart = (value: ValueName, start: number): boolean => {
    const slice = reader.producerOf(value, 'Slice');
    const range = slice?.inputs[0] === whole ? rangeOf(graph, slice) : undefined;
    return range?.axis === 2 && range.start === start && range.end === start + half;
  };
  return isPart(left, 0) && isPart(right, half) ? whole : undefined;
}

/** The bias of the linear layer, where the sum is read by the two halves alone. */
function readBias(reader: GraphReader, sum: ValueName): GatedGelu | undefined {
  const width = reader.typeOf(sum).shape.at(-1);
  for (const [x, bias] of bothOrders(reader.producerOf(sum, 'Add')?.inputs ?? [])) {
    const { shape } = reader.typeOf(bias);
    if (shape.length === 1 && shape[0] === width && reader.typeOf(x).shape.length === 3) return { x, bias };
  }
  return undefined;
}
