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
 * Attention control puts [s, m] in place of the rows [s, t], m being a mixture of both. By numbers that is one product with a matrix
 * [2, 2] instead of five dispatches; by a matrix one product and one sum, with 0 for what the source row takes, instead of four. Needs
 * static types.
 */
export function mixRows(graph: Graph): Graph {
  const reader = readGraph(graph);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'mix', nodes: 'drop' });
  const factors = createFactors(builder, reader);
  for (const node of graph.nodes) {
    const mixed = readMixed(graph, reader, node);
    if (mixed === undefined) builder.addNode(node);
    else emitMixed(builder, factors, node, mixed);
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

function emitMixed(builder: GraphBuilder, factors: Factors, node: Node, mixed: MixedRows): void {
  const { x, source, fromSource, fromTarget, isMatrix } = mixed;
  const { shape } = builder.typeOf(x);
  if (!isMatrix) {
    const rows = reshapeTo(builder, x, [2, sizeOf(shape) / 2]);
    const product = builder.emit('MatMul', [factors.square(fromSource, fromTarget), rows]);
    builder.addNode({ ...node, op: 'Reshape', inputs: [product, builder.ints(shape)], attributes: {} });
    return;
  }
  const kept = builder.emit('Mul', [x, factors.columns(fromTarget, shape.length)]);
  const taken = builder.emit('MatMul', [source, factors.matrices(fromSource, shape.length)]);
  builder.addNode({ ...node, op: 'Add', inputs: [kept, taken], attributes: {} });
}

/** What both rows are multiplied by: the same at every site, so each is made once. */
interface Factors {
  /** [[1, 0], [a, b]] */
  square(a: ValueName, b: ValueName): ValueName;
  /** 1 for the source row, b for the target row, [2, 1, ..., columns]. */
  columns(b: ValueName, rank: number): ValueName;
  /** 0 for the source row, F for the target row, [2, 1, ..., columns, columns]. */
  matrices(matrix: ValueName, rank: number): ValueName;
}

function createFactors(builder: GraphBuilder, reader: GraphReader): Factors {
  const made = new Map<string, ValueName>();
  const once = (key: string, make: () => ValueName): ValueName => {
    const value = made.get(key) ?? make();
    made.set(key, value);
    return value;
  };
  /** Joined before they are rounded to float16: vectors in float32 are joined by the host. */
  const join = (
    parts: readonly (ValueName | readonly number[])[],
    like: ValueName,
    shape: readonly number[],
  ): ValueName => {
    const { dtype } = builder.typeOf(like);
    const wide = parts.map((part) => {
      if (typeof part !== 'string') return builder.float(part);
      const cast = reader.producerOf(part, 'Cast')?.inputs[0];
      const value =
        cast !== undefined && builder.typeOf(cast).dtype === 'float32' ? cast : castTo(builder, part, 'float32');
      return reshapeTo(builder, value, [sizeOf(builder.typeOf(part).shape)]);
    });
    return castTo(builder, reshapeTo(builder, builder.emit('Concat', wide, { axis: int(0) }), shape), dtype);
  };
  const filled = (count: number, value: number): readonly number[] => Array.from({ length: count }, () => value);
  const rows = (rank: number, ...last: readonly number[]) => [2, ...filled(rank - 1 - last.length, 1), ...last];
  return {
    square: (a, b) => once(`${a} ${b}`, () => join([[1, 0], a, b], a, [2, 2])),
    columns: (b, rank) =>
      once(`${b} ${rank}`, () => {
        const [columns = 1] = builder.typeOf(b).shape;
        return join([filled(columns, 1), b], b, rows(rank, columns));
      }),
    matrices: (matrix, rank) =>
      once(`${matrix} ${rank}`, () => {
        const [height = 1, width = 1] = builder.typeOf(matrix).shape;
        return join([filled(height * width, 0), matrix], matrix, rows(rank, height, width));
      }),
  };
}
