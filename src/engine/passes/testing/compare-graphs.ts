import { expect } from 'vitest';
import type { Graph } from '../../graph/graph.ts';
import { verifyGraph } from '../../graph/verify.ts';
import { runGraph } from '../../onnx/testing/run-graph.ts';
import { inferNode } from '../../ops/infer-node.ts';
import { randomFeeds } from './graphs.ts';

/** How many nodes a graph has of each operator. */
export function operatorCounts({ nodes }: Graph): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { op } of nodes) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}

/** Both graphs compute the same outputs, to float32's rounding. */
export async function expectSameNumbers(before: Graph, after: Graph): Promise<void> {
  verifyGraph(after, { infer: inferNode });
  const feeds = randomFeeds(before);
  const [expected, found] = [await runGraph(before, feeds), await runGraph(after, feeds)];
  for (const { name } of before.outputs) {
    expect(found[name]?.shape).toEqual(expected[name]?.shape);
    Array.from(expected[name]?.numbers ?? []).forEach((number, i) =>
      expect(found[name]?.numbers[i]).toBeCloseTo(number, 4),
    );
  }
}
