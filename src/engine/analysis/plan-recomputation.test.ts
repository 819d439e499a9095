import { expect, it } from 'vitest';
import { differentiate } from '../passes/differentiate.ts';
import { planRecomputation } from './plan-recomputation.ts';
import { simplify } from '../passes/simplify.ts';
import { addNamed, builderWith, externalWeight } from '../passes/testing/graphs.ts';

/** F = sum of sigmoid(sigmoid(x A) B), where x A has four times the elements of x. */
function expandingChain(width: number) {
  const builder = builderWith({ x: [64, width] });
  addNamed(builder, 'MatMul', ['x', externalWeight(builder, 'a', [width, 4 * width])], 'product');
  const wide = addNamed(builder, 'Sigmoid', ['product'], 'wide');
  const narrow = builder.emit('Sigmoid', [
    builder.emit('MatMul', [wide, externalWeight(builder, 'b', [4 * width, 4 * width])]),
  ]);
  addNamed(builder, 'ReduceSum', [narrow, builder.ints([0, 1])], 'F');
  const graph = builder.build({ outputs: ['F'] });
  return simplify(differentiate(graph, { objective: 'F', wrt: [{ value: 'x', output: 'dx' }] }));
}

it('computes a product again where it is short and larger than what it follows from', () => {
  const { recomputed } = planRecomputation(expandingChain(64), ['F']);
  expect([...recomputed].filter((name) => name === 'product' || name === 'wide')).toHaveLength(2);
});

it('keeps what a long product computes', () => {
  const { recomputed } = planRecomputation(expandingChain(2048), ['F']);
  expect([...recomputed]).not.toContain('product');
});
