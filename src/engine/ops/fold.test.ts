import { describe, expect, it } from 'vitest';
import { constantFrom, numbersOf } from '../graph/constants.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import type { OpDefinition } from './definition.ts';
import { foldNode } from './fold-node.ts';
import { OPS } from './ops.ts';
import { CASES, titleOf } from './testing/cases.ts';
import { buildCase } from './testing/operator-case.ts';

const foldable = Object.entries<OpDefinition>(OPS).flatMap(([key, { fold }]) => (fold === undefined ? [] : [key]));

describe('constant folding', () => {
  const cases = foldable.flatMap((key) =>
    (CASES[key] ?? [])
      .filter(({ noFold }) => noFold === undefined)
      .map((testCase) => [titleOf(key, testCase), key, testCase] as const),
  );

  it.each(cases)('%s gives the numbers that onnxruntime gives', async (_, key, testCase) => {
    const { graph, feeds, node, values } = buildCase(key, testCase);
    const constants = new Map(
      Object.entries(values).map(([name, { dtype, shape, numbers }]) => [name, constantFrom(dtype, shape, numbers)]),
    );
    const folded = foldNode(node, graph.types, constants, testCase.opset ?? 18);
    const results = await runGraph(graph, feeds);
    expect(folded).toHaveLength(node.outputs.length);
    folded?.forEach((constant, i) => {
      const expected = results[node.outputs[i] ?? ''];
      expect(constant.type).toEqual({ dtype: expected?.dtype, shape: [...(expected?.shape ?? [])] });
      const found = numbersOf(constant);
      expect(found).toHaveLength(expected?.numbers.length ?? -1);
      found.forEach((number, k) => expect(number).toBeCloseTo(expected?.numbers[k] ?? NaN, 4));
    });
  });

  it('leaves a node alone whose input is computed', () => {
    const { graph, node } = buildCase('Add', { inputs: [{ shape: [2] }, { shape: [2], constant: [1, 2] }] });
    expect(foldNode(node, graph.types, graph.constants, 18)).toBeUndefined();
  });
});
