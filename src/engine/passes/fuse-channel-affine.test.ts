import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { fuseChannelAffine } from './fuse-channel-affine.ts';
import { expectSameOutputs, operatorsIn } from './testing/expect-same-outputs.ts';
import { builderWith } from './testing/graphs.ts';

/** scale x + bias with both of a shape. */
function affineGraph(shape: readonly number[], readsProduct = false): Graph {
  const builder = builderWith({ x: [2, 3, 4, 5] });
  const product = builder.emit('Mul', [builder.float([1.5, -2, 0.25], shape), 'x']);
  const sum = builder.emit('Add', [product, builder.float([0.5, 1, -3], shape)]);
  return builder.build({ outputs: readsProduct ? [sum, product] : [sum] });
}

describe('fuseChannelAffine', () => {
  it.each([[[3, 1, 1]], [[1, 3, 1, 1]]])('joins a scale and a bias of [%s]', async (shape) => {
    const graph = affineGraph(shape);
    const fused = fuseChannelAffine(graph);
    expect(operatorsIn(graph)).toEqual(['Mul', 'Add']);
    expect(operatorsIn(fused)).toEqual(['Reshape', 'Reshape', 'BatchNormalization']);
    await expectSameOutputs(fused, graph);
  });

  it('leaves a product that something else reads, and what is not by channel', () => {
    const builder = builderWith({ x: [2, 3, 3, 3] });
    const product = builder.emit('Mul', ['x', builder.float([1, 2, 3], [1, 3])]);
    const byColumn = builder.build({ outputs: [builder.emit('Add', [product, builder.float([1, 2, 3], [1, 3])])] });
    for (const graph of [affineGraph([3, 1, 1], true), byColumn]) {
      expect(operatorsIn(fuseChannelAffine(graph))).toEqual(['Mul', 'Add']);
    }
  });
});
