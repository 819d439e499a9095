import { describe, expect, it } from 'vitest';
import { mixRows } from './mix-rows.ts';
import { expectSameOutputs, operatorsIn } from './testing/expect-same-outputs.ts';
import { mixtureGraph } from './testing/mixture-graph.ts';

describe('mixRows', () => {
  it('mixes both rows by numbers at once', async () => {
    const mixed = mixRows(mixtureGraph('numbers'));
    expect(operatorsIn(mixed).filter((op) => op !== 'Reshape')).toEqual([
      'Slice',
      'Concat',
      'Mul',
      'Concat',
      'Mul',
      'Add',
    ]);
    await expectSameOutputs(mixed, mixtureGraph('numbers'));
  });

  it('mixes them by a matrix at once', async () => {
    const mixed = mixRows(mixtureGraph('matrix'));
    expect(operatorsIn(mixed).filter((op) => op !== 'Reshape')).toEqual([
      'Slice',
      'Concat',
      'Mul',
      'Concat',
      'MatMul',
      'Add',
    ]);
    await expectSameOutputs(mixed, mixtureGraph('matrix'));
  });

  it('leaves more rows than two', () => {
    const graph = mixtureGraph('numbers', 4);
    expect(operatorsIn(mixRows(graph))).toEqual(operatorsIn(graph));
  });
});
