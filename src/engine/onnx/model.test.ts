import { describe, expect, it } from 'vitest';
import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { constantFrom, numbersOf } from '../graph/constants.ts';
import { GraphError } from '../graph/graph-error.ts';
import type { Attribute, Constant, Graph, InlineConstant, Node } from '../graph/graph.ts';
import { emptyGraph } from '../graph/testing/empty-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import { float32ToFloat16 } from '../tensor/float16.ts';
import type { DataType } from '../tensor/tensor.ts';
import { encodeModel } from './message-codec.ts';
import type { TensorProto } from './messages.ts';
import { readModel } from './read-model.ts';
import { runGraph } from './testing/run-graph.ts';
import { writeModel } from './write-model.ts';

const scalar = { dtype: 'float32', shape: [2] } as const;

/** y = condition ? -x : x + x, the branches capture x. */
function branching(): Graph {
  const branch = (op: string, inputs: string[]): Attribute => ({
    kind: 'graph',
    value: {
      ...emptyGraph(),
      name: op,
      nodes: [{ op, domain: '', name: op, inputs, outputs: [`${op}_out`], attributes: {} }],
      outputs: [{ name: `${op}_out`, type: scalar }],
    },
  });
  const node: Node = {
    op: 'If',
    domain: '',
    name: 'choice',
    inputs: ['condition'],
    outputs: ['y'],
    attributes: { then_branch: branch('Neg', ['x']), else_branch: branch('Add', ['x', 'x']) },
  };
  return {
    ...emptyGraph({ x: scalar, condition: { dtype: 'bool', shape: [] } }),
    nodes: [node],
    outputs: [{ name: 'y', type: scalar }],
  };
}

/** Everything of a graph that a file keeps, without where it lay in the file. */
function comparable(graph: Graph): unknown {
  const plain = ([name, constant]: [string, Constant]): unknown =>
    constant.kind === 'external' ? [name, constant] : [name, constant.type, [...constant.bytes]];
  return { ...graph, types: undefined, constants: [...graph.constants].map(plain) };
}

function tensorModel(tensor: Partial<TensorProto>): Uint8Array {
  const empty = {
    dims: [],
    floatData: [],
    int32Data: [],
    stringData: [],
    int64Data: [],
    doubleData: [],
    uint64Data: [],
  };
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 18 }],
    functions: [],
    graph: {
      name: 'g',
      node: [],
      input: [],
      output: [],
      sparseInitializer: [],
      initializer: [{ ...empty, externalData: [], name: 'c', ...tensor }],
    },
  });
}

function readConstant(tensor: Partial<TensorProto>): Constant | undefined {
  return readModel(tensorModel(tensor)).constants.get('c');
}

function inline(constant: Constant | undefined): InlineConstant {
  if (constant?.kind !== 'inline') throw new Error('the constant is not inline');
  return constant;
}

function errorOf(read: () => unknown): GraphError | undefined {
  try {
    read();
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  return undefined;
}

describe('ONNX files', () => {
  it('give back every kind of attribute, constant and dimension', () => {
    const attributes: Node['attributes'] = {
      f: { kind: 'float', value: 0.5 },
      i: { kind: 'int', value: -3 },
      big: { kind: 'int', value: 2 ** 40 },
      s: { kind: 'string', value: 'käse' },
      fs: { kind: 'floats', value: [1, -2.5] },
      is: { kind: 'ints', value: [0, -1, 2 ** 33] },
      none: { kind: 'ints', value: [] },
      ss: { kind: 'strings', value: ['a', ''] },
    };
    const graph: Graph = {
      ...emptyGraph(),
      opsets: { '': 17, 'com.microsoft': 1 },
      inputs: [
        { name: 'x', type: { dtype: 'float16', shape: ['batch', 4, null, 0] } },
        { name: 'any', type: { dtype: 'int64', shape: null } },
        { name: 'scalar', type: { dtype: 'bool', shape: [] } },
      ],
      outputs: [{ name: 'y', type: { dtype: 'float32', shape: [2] } }],
      constants: new Map<string, Constant>([
        ['c', constantFrom('float16', [2], [1, 2])],
        ['empty', constantFrom('int64', [0], [])],
        [
          'w',
          {
            kind: 'external',
            type: { dtype: 'float32', shape: [2, 3] },
            location: 'data.bin',
            offset: 2 ** 33,
            length: 24,
          },
        ],
      ]),
      nodes: [
        { op: 'Odd', domain: 'com.microsoft', name: 'n', inputs: ['x', '', 'c'], outputs: ['y', ''], attributes },
      ],
    };
    expect(comparable(readModel(writeModel(graph)))).toEqual(comparable(graph));
  });

  it('give back subgraphs, which run', async () => {
    const graph = branching();
    const copy = readModel(writeModel(graph));
    expect(comparable(copy)).toEqual(comparable(graph));
    const x = { ...scalar, numbers: [1, 2] };
    const run = async (condition: number): Promise<number[]> => {
      const feeds = { x, condition: { dtype: 'bool', shape: [], numbers: [condition] } } as const;
      return Array.from((await runGraph(copy, feeds))['y']?.numbers ?? []);
    };
    expect(await run(1)).toEqual([-1, -2]);
    expect(await run(0)).toEqual([2, 4]);
  });

  it('keep weights as views that know their place in the file', () => {
    const builder = new GraphBuilder(emptyGraph({ x: [40] }), inferNode);
    const weight = builder.addConstant(
      constantFrom(
        'float32',
        [40],
        Array.from({ length: 40 }, (_, i) => i),
      ),
      'w',
    );
    const file = writeModel(builder.build({ outputs: [builder.emit('Add', ['x', weight])] }));
    // A file inside a larger buffer, as a download leaves it.
    const buffer = new Uint8Array(file.length + 7);
    buffer.set(file, 7);
    const bytes = buffer.subarray(7);
    const constant = readModel(bytes).constants.get('w');
    const { bytes: view } = inline(constant);
    expect(view.buffer).toBe(buffer.buffer);
    const offset = view.byteOffset - bytes.byteOffset;
    expect(bytes.subarray(offset, offset + 160)).toEqual(view);
  });

  it.each<[DataType, Partial<TensorProto>, number[]]>([
    ['float32', { floatData: [1.5, -2] }, [1.5, -2]],
    ['float64', { doubleData: [1e300, -2] }, [1e300, -2]],
    ['int64', { int64Data: [2 ** 40, -2] }, [2 ** 40, -2]],
    ['int32', { int32Data: [7, -2] }, [7, -2]],
    ['int8', { int32Data: [7, -2] }, [7, -2]],
    ['uint8', { int32Data: [7, 255] }, [7, 255]],
    ['bool', { int32Data: [1, 0] }, [1, 0]],
    ['float16', { int32Data: [float32ToFloat16(0.1), float32ToFloat16(-2)] }, [0.0999755859375, -2]],
    ['uint64', { uint64Data: [5, 2 ** 40] }, [5, 2 ** 40]],
  ])('hold %s elements in their typed field', (dtype, data, numbers) => {
    const constant = readConstant({ dims: [2], dataType: DATA_TYPES[dtype].onnxCode, ...data });
    expect(constant?.type).toEqual({ dtype, shape: [2] });
    expect([...numbersOf(inline(constant))]).toEqual(numbers);
  });

  it('are refused when they end early, at whatever byte', () => {
    const file = writeModel(branching());
    const errors = Array.from({ length: file.length }, (_, length) =>
      errorOf(() => readModel(file.subarray(0, length))),
    );
    // A cut between two fields of the model, after the operator sets, leaves a whole message; there is none before.
    expect(errors.map((error) => error?.code)).not.toContain(undefined);
  });

  it.each([
    ['text', new TextEncoder().encode('<!doctype html><html>Not found</html>')],
    ['zeros', new Uint8Array(64)],
    ['nothing', new Uint8Array(0)],
    ['ones', new Uint8Array(64).fill(255)],
  ])('are refused when they are %s', (_, bytes) => {
    expect(() => readModel(bytes)).toThrow(GraphError);
  });

  it('are refused when graphs lie in graphs deeper than the call stack', () => {
    const wrap = (tag: number, bytes: readonly number[]) => {
      const length: number[] = [];
      for (let rest = bytes.length; ; rest >>>= 7) {
        length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
        if (rest <= 0x7f) return [tag, ...length, ...bytes];
      }
    };
    let graph: readonly number[] = [];
    // A node (1) with an attribute (5) of type 5 (20) that is a graph (6).
    for (let level = 0; level < 1500; level++) graph = wrap(0x0a, wrap(0x2a, [0xa0, 1, 5, ...wrap(0x32, graph)]));
    const file = Uint8Array.from([...wrap(0x42, [0x10, 17]), ...wrap(0x3a, graph)]);
    expect(errorOf(() => readModel(file))).toMatchObject({ code: 'graph/malformed' });
  });

  it('are refused when a tensor is too short, of an unknown type or nowhere', () => {
    expect(() => readConstant({ dims: [3], dataType: 1, floatData: [1] })).toThrow(/should hold 3 elements/);
    expect(() => readConstant({ dims: [1], dataType: 22 })).toThrow(/element type 22/);
    expect(() => readConstant({ dims: [1], dataType: 1, dataLocation: 1 })).toThrow(/no valid location/);
  });

  it('have the same structure after a round trip', () => {
    const graph = branching();
    expect(readModel(writeModel(graph))).toEqual({ ...graph, types: new Map() });
  });

  it('write attributes that onnxruntime understands', async () => {
    const builder = new GraphBuilder(emptyGraph({ x: [2, 3] }), inferNode);
    const graph = builder.build({ outputs: [builder.emit('Concat', ['x', 'x'], { axis: int(-1) })] });
    const [result] = Object.values(
      await runGraph(graph, { x: { dtype: 'float32', shape: [2, 3], numbers: [1, 2, 3, 4, 5, 6] } }),
    );
    expect(Array.from(result?.numbers ?? [])).toEqual([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]);
  });
});
