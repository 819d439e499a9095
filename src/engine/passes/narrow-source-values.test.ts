import { describe, expect, it } from 'vitest';
import { int } from '../graph/attributes.ts';
import type { Graph } from '../graph/graph.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import { narrowSourceValues } from './narrow-source-values.ts';
import { renameValues } from './rename-values.ts';
import { builderWith, randomFeeds } from './testing/graphs.ts';
import { operatorsIn } from './testing/expect-same-outputs.ts';

/** -x in float16, which goes out in float32 as `source_a`, with -x in float32 as `source_b`; `isRead` has another node read the cast. */
function sourceGraph(isRead: boolean): Graph {
  const builder = builderWith({ x: [2, 3] });
  const cast = (value: string, dtype: 'float16' | 'float32') =>
    builder.emit('Cast', [value], { to: int(DATA_TYPES[dtype].onnxCode) });
  const half = builder.emit('Neg', [cast('x', 'float16')]);
  const wide = cast(half, 'float32');
  const noise = builder.emit('Neg', [isRead ? wide : cast(half, 'float32')]);
  const plain = builder.emit('Neg', ['x']);
  const names = { [wide]: 'source_a', [plain]: 'source_b', [noise]: 'noise_pred' };
  return renameValues(builder.build({ outputs: [noise, wide, plain] }), new Map(Object.entries(names)));
}

/** x source_a in float16 + source_b in float32. */
function targetGraph(): Graph {
  const builder = builderWith({ x: [2, 3], source_a: [2, 3], source_b: [2, 3] });
  const cast = (value: string, dtype: 'float16' | 'float32') =>
    builder.emit('Cast', [value], { to: int(DATA_TYPES[dtype].onnxCode) });
  const half = builder.emit('Mul', [cast('x', 'float16'), cast('source_a', 'float16')]);
  return builder.build({ outputs: [builder.emit('Add', [cast(half, 'float32'), 'source_b'])] });
}

/** Multiples of 1/8: neither they nor their products are rounded in float16, which CPUs compute in float32. */
function exactFeeds(graph: Graph): ReturnType<typeof randomFeeds> {
  const feeds = Object.entries(randomFeeds(graph)).map(
    ([name, feed]) => [name, { ...feed, numbers: feed.numbers.map((x) => Math.round(8 * x) / 8) }] as const,
  );
  return Object.fromEntries(feeds);
}

function typesOf(values: Graph['inputs']): Record<string, string> {
  return Object.fromEntries(values.map(({ name, type }) => [name, type.dtype]));
}

describe('narrowSourceValues', () => {
  it.each([false, true])(
    'puts out in float16 what is computed in it, bit for bit (read elsewhere: %s)',
    async (isRead) => {
      const graph = sourceGraph(isRead);
      const narrowed = narrowSourceValues(graph);
      verifyGraph(narrowed, { infer: inferNode });
      expect(typesOf(narrowed.outputs)).toEqual({ noise_pred: 'float32', source_a: 'float16', source_b: 'float32' });
      expect(operatorsIn(narrowed)).toEqual(['Cast', 'Neg', 'Cast', 'Neg', 'Neg']);
      const feeds = exactFeeds(graph);
      const [found, expected] = [await runGraph(narrowed, feeds), await runGraph(graph, feeds)];
      for (const [name, { numbers }] of Object.entries(expected)) expect(found[name]?.numbers).toEqual(numbers);
    },
  );

  it('takes in float16 what is only read in it', async () => {
    const graph = targetGraph();
    const narrowed = narrowSourceValues(graph);
    verifyGraph(narrowed, { infer: inferNode });
    expect(typesOf(narrowed.inputs)).toEqual({ x: 'float32', source_a: 'float16', source_b: 'float32' });
    expect(operatorsIn(narrowed)).toEqual(['Cast', 'Mul', 'Cast', 'Add']);
    const feeds = exactFeeds(graph);
    const { source_a: a } = feeds;
    if (a === undefined) throw new Error('the graph has no input source_a');
    const halves = { ...feeds, source_a: { ...a, dtype: 'float16' as const } };
    expect(await runGraph(narrowed, halves)).toEqual(await runGraph(graph, feeds));
  });

  it('leaves a graph in float32 as it is', () => {
    const builder = builderWith({ x: [2, 3] });
    const value = builder.emit('Neg', ['x']);
    const graph = renameValues(builder.build({ outputs: [value] }), new Map([[value, 'source_a']]));
    expect(narrowSourceValues(graph)).toEqual(graph);
  });
});
