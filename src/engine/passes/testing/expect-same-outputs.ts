import { expect } from 'vitest';
import type { Graph } from '../../graph/graph.ts';
import { verifyGraph } from '../../graph/verify.ts';
import { runGraph } from '../../onnx/testing/run-graph.ts';
import { inferNode } from '../../ops/infer-node.ts';
import { randomFeeds } from './graphs.ts';

/** Both graphs are valid and compute the same numbers, to 1e-6 of the largest. */
export async function expectSameOutputs(found: Graph, wanted: Graph): Promise<void> {
  verifyGraph(found, { infer: inferNode });
  const feeds = randomFeeds(wanted);
  const [results, expected] = [await runGraph(found, feeds), await runGraph(wanted, feeds)];
  expect(Object.keys(results)).toEqual(Object.keys(expected));
  for (const [name, { numbers }] of Object.entries(expected)) {
    const size = Math.max(...Array.from(numbers, Math.abs));
    const errors = Array.from(numbers, (number, i) => Math.abs(number - (results[name]?.numbers[i] ?? NaN)));
    expect([name, Math.max(...errors) / size < 1e-6]).toEqual([name, true]);
  }
}

/** Operators of a graph in order. */
export function operatorsIn(graph: Graph): string[] {
  return graph.nodes.map(({ op }) => op);
}
