import { expect, it } from 'vitest';
import { float, int, ints } from '../graph/attributes.ts';
import { foldIntoGemm } from './fold-into-gemm.ts';
import { simplify } from './simplify.ts';
import { expectSameNumbers, operatorCounts } from './testing/compare-graphs.ts';
import { builderWith } from './testing/graphs.ts';

it('makes a factor the alpha of the product that alone reads it, also through a turn', async () => {
  const builder = builderWith({ x: [2, 3, 4], w: [5, 6] });
  const scaled = builder.emit('Mul', [builder.float(0.25), 'x']);
  const turned = builder.emit('Transpose', [scaled], { perm: ints([1, 0, 2]) });
  const rows = builder.emit('Reshape', [turned, builder.ints([4, 6])]);
  const y = builder.emit('Gemm', [rows, 'w'], { transB: int(1), alpha: float(0.5) });
  const graph = builder.build({ outputs: [y] });
  const folded = foldIntoGemm(graph);
  expect(folded.nodes.map(({ op }) => op)).toEqual(['Transpose', 'Reshape', 'Gemm']);
  expect(folded.nodes.at(-1)?.attributes['alpha']?.value).toBe(0.125);
  await expectSameNumbers(graph, folded);
});

it('keeps a factor that something else reads too', () => {
  const builder = builderWith({ x: [4, 6], w: [5, 6] });
  const scaled = builder.emit('Mul', ['x', builder.float(0.25)]);
  const y = builder.emit('Gemm', [scaled, 'w'], { transB: int(1) });
  const graph = builder.build({ outputs: [scaled, y] });
  expect(foldIntoGemm(graph).nodes.map(({ op }) => op)).toEqual(['Mul', 'Gemm']);
});

it('chains sums of products, in any shape', async () => {
  const builder = builderWith({ a: [4, 3], b: [4, 3], c: [4, 3], w: [3, 6], rest: [1, 4, 6] });
  const shape = builder.ints([1, 4, 6]);
  const products = ['a', 'b', 'c'].map((x) => builder.emit('Reshape', [builder.emit('Gemm', [x, 'w']), shape]));
  const sum = products.reduce((total, product) => builder.emit('Add', [total, product]), 'rest');
  const graph = builder.build({ outputs: [sum] });
  const folded = simplify(foldIntoGemm(graph));
  expect(operatorCounts(folded)).toEqual({ Gemm: 3, Reshape: 2 });
  await expectSameNumbers(graph, folded);
});

it('keeps a sum whose product something else reads, and one that broadcasts', () => {
  const builder = builderWith({ a: [4, 3], w: [3, 6], rest: [4, 6], row: [6] });
  const product = builder.emit('Gemm', ['a', 'w']);
  const sum = builder.emit('Add', [product, 'rest']);
  const biased = builder.emit('Add', [builder.emit('Gemm', [sum, 'w'], { transB: int(1) }), builder.float(1)]);
  const graph = builder.build({ outputs: [product, biased] });
  expect(operatorCounts(foldIntoGemm(graph))).toEqual(operatorCounts(graph));
});
