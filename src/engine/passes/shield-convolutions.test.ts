import { expect, it } from 'vitest';
import { ints } from '../graph/attributes.ts';
import { shieldConvolutions } from './shield-convolutions.ts';
import { expectSameNumbers, operatorCounts } from './testing/compare-graphs.ts';
import { builderWith } from './testing/graphs.ts';

it('multiplies what a convolution makes in three dimensions', async () => {
  const builder = builderWith({ x: [2, 3, 4, 5], w: [3, 3, 3, 3], gate: [2, 3, 4, 5] });
  const y = builder.emit('Conv', ['x', 'w'], { pads: ints([1, 1, 1, 1]) });
  const graph = builder.build({ outputs: [builder.emit('Mul', ['gate', y])] });
  const shielded = shieldConvolutions(graph);
  const product = shielded.nodes.find(({ op }) => op === 'Mul');
  expect(shielded.types.get(product?.outputs[0] ?? '')?.shape).toEqual([2, 3, 20]);
  expect(operatorCounts(shielded)).toEqual({ Conv: 1, Reshape: 3, Mul: 1 });
  await expectSameNumbers(graph, shielded);
});

it('leaves factors by channel, and products of other values', () => {
  const builder = builderWith({ x: [1, 3, 4, 5], w: [3, 3, 1, 1], scale: [3, 1, 1] });
  const scaled = builder.emit('Mul', [builder.emit('Conv', ['x', 'w']), 'scale']);
  const graph = builder.build({ outputs: [builder.emit('Mul', [scaled, 'x'])] });
  expect(shieldConvolutions(graph).nodes).toEqual(graph.nodes);
});
