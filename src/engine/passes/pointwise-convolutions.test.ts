import { expect, it } from 'vitest';
import { ints } from '../graph/attributes.ts';
import type { Attributes } from '../graph/graph.ts';
import { pointwiseConvolutions } from './pointwise-convolutions.ts';
import { expectSameNumbers, operatorCounts } from './testing/compare-graphs.ts';
import { builderWith, externalWeight } from './testing/graphs.ts';

it('writes a convolution of one place and its derivative as products', async () => {
  const builder = builderWith({ x: [1, 4, 3, 5], w: [6, 4, 1, 1], bias: [6] });
  const back = builder.emit('ConvTranspose', [builder.emit('Conv', ['x', 'w', 'bias']), 'w']);
  const graph = builder.build({ outputs: [back] });
  const products = pointwiseConvolutions(graph);
  expect(operatorCounts(products)).toMatchObject({ Gemm: 2 });
  await expectSameNumbers(graph, products);
});

it('reads weights from the same bytes', () => {
  const builder = builderWith({ x: [1, 4, 3, 5] });
  const weight = externalWeight(builder, 'w', [6, 4, 1, 1]);
  const y = builder.emit('Conv', ['x', weight, externalWeight(builder, 'bias', [6])]);
  const back = builder.emit('ConvTranspose', [y, weight]);
  const graph = builder.build({ outputs: [back] });
  const products = pointwiseConvolutions(graph);
  expect(operatorCounts(products)).toEqual({ Gemm: 2, Reshape: 4 });
  expect([...products.constants.values()].filter(({ kind }) => kind === 'external')).toEqual([
    { ...graph.constants.get('w'), type: { dtype: 'float32', shape: [6, 4] } },
    { ...graph.constants.get('bias'), type: { dtype: 'float32', shape: [6, 1] } },
  ]);
});

it.each<[string, readonly number[], readonly number[], Attributes]>([
  ['two rows', [2, 4, 3, 5], [6, 4, 1, 1], {}],
  ['larger kernels', [1, 4, 3, 5], [6, 4, 3, 3], {}],
  ['strides', [1, 4, 4, 4], [6, 4, 1, 1], { strides: ints([2, 2]) }],
  ['pads', [1, 4, 3, 5], [6, 4, 1, 1], { pads: ints([1, 1, 1, 1]) }],
])('leaves %s', (_, x, w, attributes) => {
  const builder = builderWith({ x, w });
  const graph = builder.build({ outputs: [builder.emit('Conv', ['x', 'w'], attributes)] });
  expect(pointwiseConvolutions(graph).nodes).toEqual(graph.nodes);
});
