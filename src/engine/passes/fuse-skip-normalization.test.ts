import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { fuseSkipNormalization } from './fuse-skip-normalization.ts';
import { expectSameOutputs, operatorsIn } from './testing/expect-same-outputs.ts';
import { builderWith } from './testing/graphs.ts';

/** The sum of x and y [1, 3, 8], which is read before and after its layer normalisation. */
function residualGraph(yShape: readonly number[]): Graph {
  const builder = builderWith({ x: [1, 3, 8], y: yShape });
  const sum = builder.emit('Add', ['x', 'y']);
  const before = builder.emit('Exp', [sum]);
  const [scale, bias] = [1, 2].map((seed) =>
    builder.float(
      Array.from({ length: 8 }, (_, i) => Math.cos(seed * i)),
      [8],
    ),
  );
  const normal = builder.emit('LayerNormalization', [sum, scale ?? '', bias ?? '']);
  return builder.build({ outputs: [before, builder.emit('Mul', [normal, sum]), sum] });
}

describe('fuseSkipNormalization', () => {
  it('joins the sum of a residual and its normalisation, and gives the sum to its other readers', async () => {
    const graph = residualGraph([1, 3, 8]);
    const fused = fuseSkipNormalization(graph);
    expect(operatorsIn(fused)).toEqual(['SkipLayerNormalization', 'Exp', 'Mul']);
    await expectSameOutputs(fused, graph);
  });

  it('leaves a sum that broadcasts', () => {
    const graph = residualGraph([8]);
    expect(operatorsIn(fuseSkipNormalization(graph))).toEqual(operatorsIn(graph));
  });
});
