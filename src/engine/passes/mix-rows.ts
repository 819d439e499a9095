import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { opKeyOf } from '../ops/find-op.ts';
import { castTo, reshapeTo } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { bothOrders, readGraph, type GraphReader } from './graph-reader.ts';
import { removeDeadCode } from './remove-dead-code.ts';
import { rangeOf } from './slices.ts';

/** Of x [2, ...] with rows s and t: [s, a s + b t] for numbers a and b, or [s, s F + t b] for a matrix F and b by column. */
interface MixedRows {
  readonly x: ValueName;
  readonly source: ValueName;
  readonly fromSource: ValueName;
  readonly fromTarget: ValueName;
  readonly isMatrix: boolean;
}

/**
 * Attention control puts [s, m] in place of the rows [s, t], m being a mixture of both. Here both rows are mixed at once, the source row by
 * 1 and 0: two products and a sum instead of four dispatches. Needs static types.
 */
export function mixRows(graph: Graph): Graph {
  const reader = readGraph(graph);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'mix', nodes: 'drop' });
  const factorOf = createFactors(builder, reader);
  for (const node of graph.nodes) {
    const mixed = readMixed(graph, reader, node);
    if (mixed === undefined) builder.addNode(node);
    else emitMixed(builder, factorOf, node, mixed);
  }
  return removeDeadCode(builder.build());
}

function readMixed(graph: Graph, reader: GraphReader, node: Node): MixedRows | undefined {
  const [source = '', mixture = ''] = node.inputs;
  const sum = opKeyOf(node) === 'Concat' && node.inputs.length === 2 ? reader.producerOf(mixture, 'Add') : undefined;
  const x = reader.producerOf(source, 'Slice')?.inputs[0];
  if (sum === undefined || x === undefined || reader.typeOf(x).shape[0] !== 2) return undefined;
  const isRow = (value: ValueName, row: number): boolean => {
    const slice = reader.producerOf(value, 'Slice');
    const range = slice?.inputs[0] === x ? rangeOf(graph, slice) : undefined;
    return range?.axis === 0 && range.start === row && range.end === row + 1;
  };
  const partOf = (value: ValueName, row: number, op: 'Mul' | 'MatMul'): ValueName | undefined => {
    const product = reader.onlyUseOf(value) === undefined ? undefined : reader.producerOf(value, op);
    const orders = bothOrders(product?.inputs ?? []);
    return (op === 'Mul' ? orders : orders.slice(0, 1)).find(([factor]) => isRow(factor, row))?.[1];
  };
  if (!isRow(source, 0) || reader.typeOf(node.outputs[0] ?? '').shape[0] !== 2) return undefined;
  const isNumber = (value: ValueName): boolean => sizeOf(reader.typeOf(value).shape) === 1;
  for (const [left, right] of bothOrders(sum.inputs)) {
    const fromTarget = partOf(right, 1, 'Mul');
    if (fromTarget === undefined) continue;
    const number = partOf(left, 0, 'Mul');
    if (number !== undefined && isNumber(number) && isNumber(fromTarget)) {
      return { x, source, fromSource: number, fromTarget, isMatrix: false };
    }
    const matrix = partOf(left, 0, 'MatMul');
    const [columns, ...rest] = reader.typeOf(fromTarget).shape;
    const isByColumn = rest.length === 0 && columns === reader.typeOf(x).shape.at(-1);
    if (matrix !== undefined && isByColumn && reader.typeOf(matrix).shape.length === 2) {
      return { x, source, fromSource: matrix, fromTarget, isMatrix: true };
    }
  }
  return undefined;
}

function emitMixed(builder: GraphBuilder, factorOf: FactorOf, node: Node, mixed: MixedRows): void {
  const { x, source, fromSource, fromTarget, isMatrix } = mixed;
  const { length: rank } = builder.typeOf(x).shape;
  const kept = builder.emit('Mul', [x, factorOf(1, fromTarget, rank)]);
  const taken = builder.emit(isMatrix ? 'MatMul' : 'Mul', [source, factorOf(0, fromSource, rank)]);
  builder.addNode({ ...node, op: 'Add', inputs: [kept, taken], attributes: {} });
}

/** A number for the source row, everywhere, and a factor for the target row, [2, 1, ..., the factor's shape]; the same at every site. */
type FactorOf = (ofSource: number, ofTarget: ValueName, rank: number) => ValueName;

function createFactors(builder: GraphBuilder, reader: GraphReader): FactorOf {
  const made = new Map<string, ValueName>();
  const make: FactorOf = (ofSource, ofTarget, rank) => {
    const { dtype, shape } = builder.typeOf(ofTarget);
    const size = sizeOf(shape);
    // Joined before it is rounded to float16: vectors in float32 are joined by the host.
    const cast = reader.producerOf(ofTarget, 'Cast')?.inputs[0];
    const isRounded = cast !== undefined && builder.typeOf(cast).dtype === 'float32';
    const wide = isRounded ? cast : castTo(builder, ofTarget, 'float32');
    const rows = [builder.float(ofSource, [size]), reshapeTo(builder, wide, [size])];
    const joined = builder.emit('Concat', rows, { axis: int(0) });
    const ones = Array.from({ length: rank - 1 - shape.length }, () => 1);
    return castTo(builder, reshapeTo(builder, joined, [2, ...ones, ...shape]), dtype);
  };
  return (ofSource, ofTarget, rank) => {
    const key = `${ofSource} ${ofTarget} ${rank}`;
    const value = made.get(key) ?? make(ofSource, ofTarget, rank);
    made.set(key, value);
    return value;
  };
}
