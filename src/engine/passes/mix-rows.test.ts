import { describe, expect, it } from 'vitest';
import { int } from '../graph/attributes.ts';
import type { Graph, ValueName } from '../graph/graph.ts';
import { mixRows } from './mix-rows.ts';
import { expectSameOutputs, operatorsIn } from './testing/expect-same-outputs.ts';
import { builderWith } from './testing/graphs.ts';

/** [s, a s + b t] of the rows of x [2, heads, 4, 3], as attention control writes it; s is an output as well. */
function mixture(by: 'numbers' | 'matrix', rows = 2): Graph {
  const builder = builderWith({
    x: [rows, 2, 4, 3],
    a: by === 'numbers' ? [1] : [3, 3],
    b: by === 'numbers' ? [1] : [3],
  });
  const slice = (from: number, to: number): ValueName =>
    builder.emit('Slice', ['x', ...[[from], [to], [0]].map((place) => builder.ints(place))]);
  const [source, target] = [slice(0, rows / 2), slice(rows / 2, rows)];
  const fromSource = builder.emit(by === 'numbers' ? 'Mul' : 'MatMul', [source, 'a']);
  const mixed = builder.emit('Add', [fromSource, builder.emit('Mul', [target, 'b'])]);
  return builder.build({ outputs: [builder.emit('Concat', [source, mixed], { axis: int(0) }), source] });
}

describe('mixRows', () => {
  it('mixes both rows by numbers in one product', async () => {
    const mixed = mixRows(mixture('numbers'));
    expect(operatorsIn(mixed)).toEqual(['Slice', 'Reshape', 'Concat', 'Reshape', 'MatMul', 'Reshape']);
    await expectSameOutputs(mixed, mixture('numbers'));
  });

  it('mixes them by a matrix in one product and one sum', async () => {
    const mixed = mixRows(mixture('matrix'));
    expect(operatorsIn(mixed)).toEqual([
      'Slice',
      'Concat',
      'Reshape',
      'Mul',
      'Reshape',
      'Concat',
      'Reshape',
      'MatMul',
      'Add',
    ]);
    await expectSameOutputs(mixed, mixture('matrix'));
  });

  it('leaves more rows than two', () => {
    const graph = mixture('numbers', 4);
    expect(operatorsIn(mixRows(graph))).toEqual(operatorsIn(graph));
  });
});
