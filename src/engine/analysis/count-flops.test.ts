import { expect, it } from 'vitest';
import { countFlopsBeyond, countFlopsByOperator, sumFlops } from './count-flops.ts';
import { addNamed, builderWith, externalWeight } from '../passes/testing/graphs.ts';

it('counts a multiply-add as two, an element as one, and nothing for weights', () => {
  const builder = builderWith({ x: [2, 3] });
  const weight = builder.emit('Neg', [externalWeight(builder, 'w', [3, 5])]);
  addNamed(builder, 'Add', [builder.emit('MatMul', ['x', weight]), builder.float(1)], 'y');
  const graph = builder.build({ outputs: ['y'] });
  const flops = countFlopsByOperator(graph);
  expect(Object.entries(flops)).toEqual([
    ['MatMul', 2 * 2 * 3 * 5],
    ['Add', 2 * 5],
  ]);
  expect(sumFlops(flops)).toBe(70);
});

it('tells the backward part from what the outputs of the forward part depend on', () => {
  const builder = builderWith({ x: [2, 3] });
  addNamed(builder, 'Exp', ['x'], 'y');
  addNamed(builder, 'Mul', ['y', 'y'], 'dx');
  expect(countFlopsBeyond(builder.build({ outputs: ['y', 'dx'] }), ['y'])).toEqual({ Mul: 6 });
});
