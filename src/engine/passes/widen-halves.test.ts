import { expect, it } from 'vitest';
import type { GraphBuilder } from '../graph/builder.ts';
import type { ValueName } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { constantFrom } from '../graph/constants.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { castTo } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import { simplify } from './simplify.ts';
import { builderWith, externalWeight, randomFeeds } from './testing/graphs.ts';
import { hasHalves, widenHalves } from './widen-halves.ts';

function halfGraph(addWeight: (builder: GraphBuilder) => ValueName) {
  const builder = builderWith({ x: [2, 4] });
  const half = castTo(builder, 'x', 'float16');
  const scaled = builder.emit('Mul', [half, builder.addConstant(constantFrom('float16', [4], [1, 2, 0.5, 3]))]);
  const product = builder.emit('MatMul', [scaled, addWeight(builder)]);
  return builder.build({ outputs: [castTo(builder, product, 'float32')] });
}

const widen = (location: string): string => `${location}.float32`;

it('a float16 graph becomes a float32 graph without casts, over a file of twice the bytes', () => {
  const graph = simplify(
    widenHalves(
      halfGraph((builder) => externalWeight(builder, 'w', [4, 3], 'float16')),
      widen,
    ),
  );
  verifyGraph(graph, { infer: inferNode });
  expect(hasHalves(graph)).toBe(false);
  expect(graph.constants.get('w')).toEqual({
    kind: 'external',
    type: { dtype: 'float32', shape: [4, 3] },
    location: 'w.bin.float32',
    offset: 0,
    length: 96,
  });
  expect(printGraph(graph)).toMatchInlineSnapshot(`
    "graph small (onnx 18)
      input %x: float32[2,4]
      %v_2: float32[2,4] = Mul(%x, [1,2,0.5,3])
      %v_4: float32[2,3] = MatMul(%v_2, w)
      output %v_4: float32[2,3]"
  `);
});

it('computes in float32 what the graph computes in float16', async () => {
  const numbers = Array.from({ length: 12 }, (_, i) => Math.sin(i));
  const graph = halfGraph((builder) => builder.addConstant(constantFrom('float16', [4, 3], numbers)));
  const feeds = randomFeeds(graph);
  const [expected] = Object.values(await runGraph(graph, feeds));
  const [found] = Object.values(await runGraph(simplify(widenHalves(graph, widen)), feeds));
  const differences = Array.from(expected?.numbers ?? []).map((value, i) =>
    Math.abs(value - (found?.numbers[i] ?? Number.NaN)),
  );
  expect(Math.max(...differences)).toBeLessThan(2e-2);
});
