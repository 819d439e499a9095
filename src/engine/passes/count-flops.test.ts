import { expect, it } from 'vitest';
import { countFlops } from './count-flops.ts';
import { addNamed, builderWith, externalWeight } from './testing/graphs.ts';

it('counts a multiply-add as two, an element as one, and nothing for weights', () => {
  const builder = builderWith({ x: [2, 3] });
  const weight = builder.emit('Neg', [externalWeight(builder, 'w', [3, 5])]);
  addNamed(builder, 'Add', [builder.emit('MatMul', ['x', weight]), builder.float(1)], 'y');
  expect(countFlops(builder.build({ outputs: ['y'] }))).toBe(2 * 2 * 3 * 5 + 2 * 5);
});
