import { describe, expect, it } from 'vitest';
import { int } from '../graph/attributes.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import { constantFrom } from '../graph/constants.ts';
import type { Graph } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph, type Value } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { buildCase, type OperatorCase } from '../ops/testing/operator-case.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import type { DataType } from '../tensor/tensor.ts';
import { findWebgpuFallbacks } from '../analysis/check-webgpu.ts';
import { prepareWebgpu } from './prepare-webgpu.ts';
import { simplify } from './simplify.ts';
import { builderWith } from './testing/graphs.ts';

function prepare(graph: Graph): Graph {
  const prepared = prepareWebgpu(graph);
  verifyGraph(prepared, { infer: inferNode });
  expect(findWebgpuFallbacks(prepared)).toEqual([]);
  return prepared;
}

const cast = (builder: GraphBuilder, x: string, dtype: DataType): string =>
  builder.emit('Cast', [x], { to: int(DATA_TYPES[dtype].onnxCode) });

const int64 = (builder: GraphBuilder, ...numbers: number[]): string =>
  builder.addConstant(constantFrom('int64', [numbers.length], numbers));

const HALVES = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.49999997, 8388609, -3.7, 3.2];

const REWRITTEN: readonly [key: string, use: OperatorCase, first?: number[]][] = [
  ['Sign', { inputs: [{ shape: [10] }] }, [-2, -0.1, 0, 0.1, 5, 1, -1, 0, 3, -7]],
  ['Round', { inputs: [{ shape: [10] }] }, HALVES],
  ['IsNaN', { inputs: [{ shape: [3] }] }, [1, Number.NaN, Number.POSITIVE_INFINITY]],
  [
    'Or',
    {
      inputs: [
        { shape: [9], dtype: 'bool', draw: 'bits' },
        { shape: [9], dtype: 'bool', draw: 'bits' },
      ],
    },
  ],
  [
    'Xor',
    {
      inputs: [
        { shape: [9], dtype: 'bool', draw: 'bits' },
        { shape: [9], dtype: 'bool', draw: 'bits' },
      ],
    },
  ],
  [
    'Mod',
    {
      inputs: [
        { shape: [8], dtype: 'int32' },
        { shape: [8], dtype: 'int32', constant: [3, 3, -3, -3, 4, 4, -4, 5] },
      ],
    },
    [7, -7, 7, -7, 8, -8, 0, 2],
  ],
  [
    'Mod',
    {
      title: 'fmod',
      inputs: [
        { shape: [4], dtype: 'int32' },
        { shape: [4], dtype: 'int32', constant: [3, 3, -3, -3] },
      ],
      attributes: { fmod: int(1) },
    },
    [7, -7, 7, -7],
  ],
  ['Neg', { inputs: [{ shape: [4], dtype: 'int32', draw: 'small-integers' }] }],
  ['Pow', { inputs: [{ shape: [5] }, { shape: [], dtype: 'int64', constant: [3] }] }],
  ['LogSoftmax', { title: 'last axis', inputs: [{ shape: [2, 5] }] }],
  ['LogSoftmax', { title: 'middle axis', inputs: [{ shape: [2, 3, 4] }], attributes: { axis: int(1) }, opset: 13 }],
];

describe('prepareWebgpu', () => {
  it.each(REWRITTEN)('computes %s by operators that WebGPU has', async (key, use, numbers) => {
    const { graph, feeds } = buildCase(key, use);
    const [first] = graph.inputs;
    const given: Record<string, Value> =
      first === undefined || numbers === undefined
        ? feeds
        : { ...feeds, [first.name]: { dtype: first.type.dtype, shape: [numbers.length], numbers } };
    expect(findWebgpuFallbacks(graph)).toHaveLength(1);
    const { y0: wanted } = await runGraph(graph, given);
    const { y0: found } = await runGraph(prepare(graph), given);
    expect(found?.dtype).toBe(wanted?.dtype);
    Array.from(wanted?.numbers ?? []).forEach((number, i) => expect(found?.numbers[i]).toBeCloseTo(number, 5));
  });

  it('computes in int32 what the file computes of its timestep in int64', async () => {
    const builder = builderWith({ timestep: [1] });
    const step = cast(builder, 'timestep', 'int64');
    const rows = builder.emit('Expand', [builder.emit('Unsqueeze', [step, builder.ints([0])]), builder.ints([2, 1])]);
    const shifted = builder.emit('Div', [builder.emit('Add', [rows, int64(builder, 1)]), int64(builder, 2)]);
    const joined = builder.emit('Concat', [shifted, shifted], { axis: int(0) });
    const isLate = builder.emit('Greater', [joined, int64(builder, 100)]);
    const kept = builder.emit('Where', [isLate, joined, int64(builder, 7)]);
    const graph = builder.build({ outputs: [cast(builder, kept, 'float32')] });
    expect(findWebgpuFallbacks(graph).map(({ operator }) => operator)).toEqual([
      'Unsqueeze',
      'Expand',
      'Add',
      'Div',
      'Concat',
      'Greater',
      'Where',
      'Cast',
    ]);
    const prepared = prepare(graph);
    for (const timestep of [0.9, 199, 999]) {
      const feeds: Record<string, Value> = { timestep: { dtype: 'float32', shape: [1], numbers: [timestep] } };
      expect(await runGraph(prepared, feeds)).toEqual(await runGraph(graph, feeds));
    }
  });

  it('gives int64 back to an operator that asks for it', () => {
    const builder = builderWith({ x: [4, 2], index: [2, 1] });
    const picked = builder.emit('GatherND', ['x', cast(builder, 'index', 'int64')]);
    expect(printGraph(prepare(builder.build({ outputs: [picked] })))).toMatchInlineSnapshot(`
      "graph small (onnx 18)
        input %x: float32[4,2]
        input %index: float32[2,1]
        %v_0: int32[2,1] = Cast(%index) {to=6}
        %gpu_0: int64[2,1] = Cast(%v_0) {to=7}
        %v_1: float32[2,2] = GatherND(%x, %gpu_0)
        output %v_1: float32[2,2]"
    `);
  });

  it('prints as it computes', () => {
    const builder = builderWith({ timestep: [1] });
    const step = builder.emit('Mul', [cast(builder, 'timestep', 'int64'), int64(builder, 2)]);
    const squared = builder.emit('Pow', [cast(builder, step, 'float32'), int64(builder, 2)]);
    const graph = builder.build({ outputs: [builder.emit('Sign', [squared])] });
    expect(printGraph(prepare(graph))).toMatchInlineSnapshot(`
    "graph small (onnx 18)
      input %timestep: float32[1]
      %v_0: int32[1] = Cast(%timestep) {to=6}
      %v_2: int32[1] = Mul(%v_0, [2]:int32)
      %v_3: float32[1] = Cast(%v_2) {to=1}
      %gpu_2: float32[1] = Pow(%v_3, [2])
      %gpu_4: bool[1] = Greater(%gpu_2, 0)
      %gpu_5: float32[1] = Cast(%gpu_4) {to=1}
      %gpu_6: bool[1] = Less(%gpu_2, 0)
      %gpu_7: float32[1] = Cast(%gpu_6) {to=1}
      %v_5: float32[1] = Sub(%gpu_5, %gpu_7)
      output %v_5: float32[1]"
  `);
  });

  it.each([
    ['Sin', Math.sin],
    ['Cos', Math.cos],
  ] as const)('computes %s of large arguments to 3e-7', async (op, evaluate) => {
    const numbers = Array.from({ length: 4001 }, (_, i) => Math.fround((i - 2000) * 0.5003));
    const { graph } = buildCase(op, { inputs: [{ shape: [numbers.length] }] });
    const prepared = prepare(graph);
    expect(prepared.nodes.map((node) => node.op)).not.toContain(op);
    const { y0: found } = await runGraph(prepared, { x0: { dtype: 'float32', shape: [numbers.length], numbers } });
    const error = Math.max(...numbers.map((x, i) => Math.abs(evaluate(x) - (found?.numbers[i] ?? NaN))));
    expect(error).toBeLessThan(3e-7);
  });

  it('computes the joined waves of an embedding in one go, exchanged or not', async () => {
    const numbers = Array.from({ length: 500 }, (_, i) => Math.fround(i * 1.99));
    const builder = builderWith({ x: [1, 500] });
    const waves = builder.emit('Concat', [builder.emit('Sin', ['x']), builder.emit('Cos', ['x'])], { axis: int(-1) });
    const half = (from: number, to: number) =>
      builder.emit('Slice', [waves, builder.ints([from]), builder.ints([to]), builder.ints([1])]);
    const exchanged = builder.emit('Concat', [half(500, 2 ** 31), half(0, 500)], { axis: int(1) });
    const prepared = simplify(prepare(builder.build({ outputs: [exchanged] })));
    const alone = simplify(prepare(builder.build({ outputs: [builder.emit('Sin', ['x'])] })));
    // More than one wave alone: the doubled argument, and what sine and cosine add to their roundings.
    expect(prepared.nodes.length).toBeLessThanOrEqual(alone.nodes.length + 2);
    const results = await runGraph(prepared, { x: { dtype: 'float32', shape: [1, 500], numbers } });
    const found = Array.from(results[exchanged]?.numbers ?? []);
    const wanted = [...numbers.map(Math.cos), ...numbers.map(Math.sin)];
    expect(Math.max(...wanted.map((value, i) => Math.abs(value - (found[i] ?? NaN))))).toBeLessThan(3e-7);
  });

  it('leaves a graph as it is when WebGPU has all of it', () => {
    const builder = builderWith({ x: [2, 3] });
    const graph = builder.build({ outputs: [builder.emit('Softmax', [builder.emit('Neg', ['x'])])] });
    expect(prepare(graph)).toEqual(graph);
  });

  it('refuses random numbers', () => {
    const { graph } = buildCase('RandomNormalLike', { inputs: [{ shape: [2] }] });
    expect(() => prepareWebgpu(graph)).toThrow('draws random numbers (RandomNormalLike, node case)');
  });
});

describe('findWebgpuFallbacks', () => {
  it('names operator, node and reason', () => {
    const builder = builderWith({ x: [2] });
    const wide = cast(builder, 'x', 'float64');
    const graph = builder.build({ outputs: [cast(builder, builder.emit('Round', [wide]), 'float32')] });
    expect(findWebgpuFallbacks(graph)).toEqual([
      { operator: 'Cast', node: `Cast:${wide}`, reason: 'no kernel for float64' },
      { operator: 'Round', node: expect.stringContaining('Round:'), reason: 'no kernel' },
      { operator: 'Cast', node: expect.stringContaining('Cast:'), reason: 'no kernel for float64' },
    ]);
  });

  it('does not count what depends on no input', () => {
    const builder = builderWith({ x: [2] });
    const constant = builder.emit('Round', [builder.float([0.4, 0.6])]);
    expect(findWebgpuFallbacks(builder.build({ outputs: [builder.emit('Add', ['x', constant])] }))).toEqual([]);
  });
});
