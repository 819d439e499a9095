import { describe, expect, it } from 'vitest';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { OPS } from './ops.ts';
import { CASES, titleOf } from './testing/cases.ts';
import { buildCase } from './testing/operator-case.ts';

// The branches of an If are graphs; the round trip test of the file format runs one. BiasSplitGelu has no kernel on the CPU; the test
// of its pass runs what it stands for.
const TESTED_ELSEWHERE = new Set(['If', 'com.microsoft.BiasSplitGelu']);

describe('shape inference', () => {
  it('has a case for every operator of the table', () => {
    expect(Object.keys(OPS).filter((key) => CASES[key] === undefined && !TESTED_ELSEWHERE.has(key))).toEqual([]);
  });

  const cases = Object.entries(CASES).flatMap(([key, list]) =>
    list.map((testCase) => [titleOf(key, testCase), key, testCase] as const),
  );
  it.each(cases)('%s has the type that onnxruntime gives', async (_, key, testCase) => {
    const { graph, feeds, node } = buildCase(key, testCase);
    const results = await runGraph(graph, feeds);
    for (const output of node.outputs) {
      const result = results[output];
      expect({ dtype: result?.dtype, shape: [...(result?.shape ?? [])] }).toEqual(graph.types.get(output));
    }
  });
});
