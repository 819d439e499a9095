import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { DECOMPOSITIONS, REFUSED } from '../ops/contrib.ts';
import { findOp } from '../ops/find-op.ts';
import { inferNode } from '../ops/infer-node.ts';
import { buildCase, type OperatorCase } from '../ops/testing/operator-case.ts';
import { titleOf } from '../ops/testing/cases.ts';
import { findWebgpuFallbacks } from '../analysis/check-webgpu.ts';
import { decompose } from './decompose.ts';
import { simplify } from './simplify.ts';
import { KERNEL_CASES } from './testing/fused-cases.ts';
import { WRITTEN_CASES } from './testing/written-cases.ts';

const TITLED = KERNEL_CASES.map(([key, use]) => [titleOf(key, use), key, use] as const);
const WRITTEN = WRITTEN_CASES.map(({ key, use, compute }) => [titleOf(key, use), key, use, compute] as const);

function takeApart(graph: Graph): Graph {
  const parts = decompose(graph);
  verifyGraph(parts, { infer: inferNode });
  return parts;
}

function expectPlain(graph: Graph): void {
  const opset = graph.opsets[''] ?? 0;
  const strange = graph.nodes.filter((node) => node.domain !== '' || findOp(node, opset).vjp === 'forbidden');
  expect(strange).toEqual([]);
  expect(findWebgpuFallbacks(graph)).toEqual([]);
}

function expectClose(
  found: ArrayLike<number> | undefined,
  wanted: ArrayLike<number> | undefined,
  tolerance: number,
): void {
  expect(found?.length).toBe(wanted?.length);
  const worst = Math.max(...Array.from(wanted ?? [], (value, i) => Math.abs(value - (found?.[i] ?? Number.NaN))));
  expect(worst).toBeLessThan(tolerance);
}

/** The first output, and of the others those that the runtime computes too. */
async function compareWithKernel(key: string, use: OperatorCase, tolerance: number): Promise<void> {
  const { graph, feeds } = buildCase(key, use);
  // Some outputs are only filled on other processors.
  const outputs = graph.outputs.filter((_, i) => i === 0 || i === 3 || key.endsWith('MultiHeadAttention'));
  const parts = takeApart({ ...graph, outputs });
  expectPlain(parts);
  const wanted = await runGraph({ ...graph, outputs }, feeds);
  const found = await runGraph(parts, feeds);
  for (const { name } of outputs) {
    expect(found[name]?.shape).toEqual(wanted[name]?.shape);
    expectClose(found[name]?.numbers, wanted[name]?.numbers, tolerance);
  }
}

describe('decompose', () => {
  it.each(TITLED)('computes %s as the runtime does', async (_, key, use) => {
    await compareWithKernel(key, use, 2e-6);
  });

  it.each(TITLED)('computes %s in float16', async (_, key, use) => {
    const inputs = use.inputs.map((input) =>
      input === null || input.dtype !== undefined ? input : { ...input, dtype: 'float16' as const },
    );
    await compareWithKernel(key, { ...use, inputs }, 1e-2);
  });

  it.each(WRITTEN)('computes %s as its documentation says', async (_, key, use, compute) => {
    const { graph, values, feeds } = buildCase(key, use);
    const parts = takeApart(graph);
    expectPlain(parts);
    const found = await runGraph(parts, feeds);
    const operands = use.inputs.map((input, i) => (input === null ? undefined : values[`x${i}`]));
    compute(operands).forEach((numbers, i) => expectClose(found[`y${i}`]?.numbers, numbers, 5e-6));
  });

  it('has a case for every operator', () => {
    const covered = new Set([...KERNEL_CASES.map(([key]) => key), ...WRITTEN_CASES.map(({ key }) => key)]);
    expect(Object.keys(DECOMPOSITIONS).filter((key) => !covered.has(key))).toEqual([]);
  });

  it('writes attention so that its two products and its softmax can be read', () => {
    const [, use] = KERNEL_CASES[0] ?? ['', { inputs: [] }];
    const { graph } = buildCase('com.microsoft.MultiHeadAttention', use);
    expect(printGraph(simplify(takeApart(graph)))).toMatchInlineSnapshot(`
      "graph com.microsoft.MultiHeadAttention (onnx 18)
        input %x0: float32[2,4,6]
        input %x1: float32[2,5,6]
        input %x2: float32[2,5,6]
        %part_1: float32[2,4,3,2] = Reshape(%x0, [2,4,3,2])
        %part_3: float32[2,5,3,2] = Reshape(%x1, [2,5,3,2])
        %part_4: float32[2,5,3,2] = Reshape(%x2, [2,5,3,2])
        %part_5: float32[2,3,4,2] = Transpose(%part_1) {perm=[0,2,1,3]}
        %part_7: float32[2,3,5,2] = Transpose(%part_4) {perm=[0,2,1,3]}
        %part_9: float32[2,3,4,2] = Mul(%part_5, 0.7071068)
        %part_10: float32[2,3,2,5] = Transpose(%part_3) {perm=[0,2,3,1]}
        %part_11: float32[2,3,4,5] = MatMul(%part_9, %part_10)
        %part_12: float32[2,3,4,5] = Softmax(%part_11) {axis=-1}
        %part_13: float32[2,3,4,2] = MatMul(%part_12, %part_7)
        %part_14: float32[2,4,3,2] = Transpose(%part_13) {perm=[0,2,1,3]}
        %y0: float32[2,4,6] = Reshape(%part_14, [2,4,6])
        output %y0: float32[2,4,6]"
    `);
  });

  it('names the parts after the module whose value they compute', () => {
    const { graph } = buildCase('com.microsoft.QuickGelu', { inputs: [{ shape: [2] }] });
    const [node] = graph.nodes;
    if (node === undefined) throw new Error('no node');
    const value = '/down_blocks.0/act/Mul_output_0';
    const type = graph.types.get('y0');
    const named: Graph = {
      ...graph,
      nodes: [{ ...node, name: 'QuickGelu_7', outputs: [value] }],
      outputs: [{ name: value, type: type ?? { dtype: 'float32', shape: [2] } }],
      types: new Map([...graph.types, [value, type ?? { dtype: 'float32', shape: [2] }]]),
    };
    const names = takeApart(named).nodes.map(({ name }) => name);
    expect(names).toEqual(['/down_blocks.0/act/Mul', '/down_blocks.0/act/Sigmoid', '/down_blocks.0/act/Mul_1']);
  });

  it('moves channels once, not at every node', () => {
    const conv = { kernel_shape: { kind: 'ints' as const, value: [1, 1] } };
    const { graph } = buildCase('com.microsoft.NhwcConv', {
      inputs: [{ shape: [1, 4, 4, 3] }, { shape: [3, 1, 1, 3] }],
      attributes: conv,
    });
    const [first] = graph.nodes;
    if (first === undefined) throw new Error('no node');
    const second = { ...first, name: 'second', inputs: ['y0', 'x1'], outputs: ['z'] };
    const type = { dtype: 'float32' as const, shape: [1, 4, 4, 3] };
    const chain = takeApart({
      ...graph,
      nodes: [first, second],
      outputs: [{ name: 'z', type }],
      types: new Map([...graph.types, ['z', type]]),
    });
    expect(printGraph(simplify(chain))).toMatchInlineSnapshot(`
      "graph com.microsoft.NhwcConv (onnx 18)
        input %x0: float32[1,4,4,3]
        input %x1: float32[3,1,1,3]
        %part_0: float32[3,3,1,1] = Transpose(%x1) {perm=[0,3,1,2]}
        %part_1: float32[1,3,4,4] = Transpose(%x0) {perm=[0,3,1,2]}
        %part_2: float32[1,3,4,4] = Conv(%part_1, %part_0) {kernel_shape=[1,1]}
        %part_6: float32[1,3,4,4] = Conv(%part_2, %part_0) {kernel_shape=[1,1]}
        %z: float32[1,4,4,3] = Transpose(%part_6) {perm=[0,2,3,1]}
        output %z: float32[1,4,4,3]"
    `);
  });

  it.each(Object.entries(REFUSED))('refuses %s, naming operator, domain and node', (key, reason) => {
    const dot = key.lastIndexOf('.');
    const node = {
      op: key.slice(dot + 1),
      domain: key.slice(0, Math.max(dot, 0)),
      name: 'n',
      inputs: ['x'],
      outputs: ['y'],
      attributes: {},
    };
    const { graph } = buildCase('Neg', { inputs: [{ shape: [2] }] });
    expect(() => decompose({ ...graph, nodes: [node] })).toThrow(`${key} n: ${reason} is not supported`);
  });

  it.each<[string, OperatorCase, string]>([
    [
      'com.microsoft.MultiHeadAttention',
      {
        inputs: [
          { shape: [1, 1, 4] },
          { shape: [1, 1, 4] },
          { shape: [1, 1, 4] },
          null,
          null,
          null,
          { shape: [1, 2, 3, 2] },
          { shape: [1, 2, 3, 2] },
        ],
        attributes: { num_heads: { kind: 'int', value: 2 } },
      },
      'the input past_key',
    ],
    [
      'com.microsoft.Attention',
      {
        inputs: [{ shape: [1, 3, 4] }, { shape: [4, 12] }, { shape: [12] }, { shape: [1], dtype: 'int32' }],
        attributes: { num_heads: { kind: 'int', value: 2 } },
      },
      'a mask of rank 1',
    ],
    [
      'com.microsoft.GroupNorm',
      {
        inputs: [{ shape: [1, 2, 2, 4] }, { shape: [4] }, { shape: [4] }],
        attributes: { groups: { kind: 'int', value: 2 }, activation: { kind: 'int', value: 7 } },
      },
      'activation 7',
    ],
  ])('says which form of %s it does not cover', (key, use, what) => {
    expect(() => buildCase(key, use)).toThrow(`${key} case: ${what} is not supported`);
  });

  it('names operator, domain, node and opset of an operator that nobody knows', () => {
    const error = ((): unknown => {
      try {
        buildCase('com.example.Frobnicate', { inputs: [{ shape: [2] }] });
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject({
      code: 'graph/unsupported-operator',
      message: 'operator com.example.Frobnicate (node case, opset 18) is not supported',
      parameters: { operator: 'com.example.Frobnicate', domain: 'com.example', node: 'case', opset: 18 },
    });
  });
});
