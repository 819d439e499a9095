import { expect, it } from 'vitest';
import { int, ints } from '../graph/attributes.ts';
import type { Attributes } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { flipConvolutions } from './flip-convolutions.ts';
import { builderWith, externalWeight, inlineWeights, randomFeeds } from './testing/graphs.ts';

it('writes transposed convolutions of stride 1 as ordinary ones and leaves the others', () => {
  const builder = builderWith({ x: [1, 4, 8, 8] });
  const pads = ints([1, 0, 1, 0]);
  const a = builder.emit('ConvTranspose', ['x', externalWeight(builder, 'w', [4, 6, 3, 3])], { pads });
  const b = builder.emit('ConvTranspose', [a, externalWeight(builder, 'pointwise', [6, 2, 1, 1])]);
  const c = builder.emit('ConvTranspose', [b, externalWeight(builder, 'up', [2, 2, 2, 2])], { strides: ints([2, 2]) });
  const graph = flipConvolutions(builder.build({ outputs: [c] }));
  verifyGraph(graph, { infer: inferNode });
  expect(printGraph(graph)).toMatchInlineSnapshot(`
    "graph small (onnx 18)
      input %x: float32[1,4,8,8]
      %flip_0: float32[6,4,3,3] = Transpose(w) {perm=[1,0,2,3]}
      %flip_4: float32[6,4,3,3] = Slice(%flip_0, [-1,-1], [-2147483648,-2147483648], [2,3], [-1,-1])
      %v_0: float32[1,6,8,10] = Conv(%x, %flip_4) {dilations=[1,1], kernel_shape=[3,3], pads=[1,2,1,2]}
      %flip_5: float32[2,6,1,1] = Transpose(pointwise) {perm=[1,0,2,3]}
      %v_1: float32[1,2,8,10] = Conv(%v_0, %flip_5) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0]}
      %v_2: float32[1,2,16,20] = ConvTranspose(%v_1, up) {strides=[2,2]}
      output %v_2: float32[1,2,16,20]"
  `);
});

function transposedConvolution(x: readonly number[], weights: readonly number[], attributes: Attributes) {
  const builder = builderWith({ x });
  const y = builder.emit('ConvTranspose', ['x', externalWeight(builder, 'w', weights)], attributes);
  return { y, graph: builder.build({ outputs: [y] }) };
}

it.each<[string, number[], number[], Attributes]>([
  ['3 x 3', [1, 4, 6, 5], [4, 3, 3, 3], { pads: ints([1, 1, 1, 1]) }],
  ['1 x 1', [2, 4, 6, 5], [4, 3, 1, 1], {}],
  ['uneven pads', [1, 3, 5, 6], [3, 2, 3, 2], { pads: ints([0, 0, 1, 1]) }],
  ['dilated', [1, 3, 8, 8], [3, 2, 3, 3], { dilations: ints([2, 2]), pads: ints([2, 2, 2, 2]) }],
])('gives the same numbers: %s', async (_, x, weights, attributes) => {
  const { y, graph } = transposedConvolution(x, weights, attributes);
  const flipped = flipConvolutions(graph);
  expect(flipped.nodes.at(-1)?.op).toBe('Conv');
  const feeds = randomFeeds(graph);
  const expected = await runGraph(inlineWeights(graph), feeds);
  const found = await runGraph(inlineWeights(flipped), feeds);
  expect(found[y]?.shape).toEqual(expected[y]?.shape);
  Array.from(expected[y]?.numbers ?? []).forEach((number, i) => expect(found[y]?.numbers[i]).toBeCloseTo(number, 4));
});

it.each<[string, number[], number[], Attributes]>([
  ['strides', [1, 3, 4, 4], [3, 2, 3, 3], { strides: ints([2, 2]) }],
  ['groups', [1, 2, 6, 6], [2, 1, 3, 3], { group: int(2) }],
  ['pads wider than the kernel', [1, 3, 8, 8], [3, 2, 3, 3], { pads: ints([3, 3, 3, 3]) }],
])('leaves %s', (_, x, weights, attributes) => {
  const { graph } = transposedConvolution(x, weights, attributes);
  expect(flipConvolutions(graph).nodes).toEqual(graph.nodes);
});
