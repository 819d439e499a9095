import { describe, expect, it } from 'vitest';
import { int, ints } from '../graph/attributes.ts';
import type { Graph } from '../graph/graph.ts';
import { fuseChannelBias } from './fuse-channel-bias.ts';
import { expectSameOutputs, operatorsIn } from './testing/expect-same-outputs.ts';
import { builderWith } from './testing/graphs.ts';

const CHANNELS = 3;

/** A convolution of `rows` rows, and a layer of a time embedding that is added to it. */
function residualBlock(rows: number, layer: 'Gemm' | 'MatMul'): Graph {
  const builder = builderWith({ x: [rows, 2, 4, 4], time: [rows, 5] });
  const wave = (length: number) => Array.from({ length }, (_, i) => Math.cos(i));
  const kernel = builder.float(wave(CHANNELS * 2 * 9), [CHANNELS, 2, 3, 3]);
  const conv = builder.emit('Conv', ['x', kernel, builder.float([1, 2, 3])], { pads: ints([1, 1, 1, 1]) });
  const embedding =
    layer === 'Gemm'
      ? builder.emit('Gemm', ['time', builder.float(wave(5 * CHANNELS), [CHANNELS, 5]), builder.float([4, 5, 6])], {
          transB: int(1),
        })
      : builder.emit('MatMul', ['time', builder.float(wave(5 * CHANNELS), [5, CHANNELS])]);
  const shift = builder.emit('Reshape', [embedding, builder.ints([rows, CHANNELS, 1, 1])]);
  return builder.build({ outputs: [builder.emit('Add', [conv, shift])] });
}

describe('fuseChannelBias', () => {
  it('makes the embedding of one row the bias of the convolution', async () => {
    const graph = residualBlock(1, 'Gemm');
    const fused = fuseChannelBias(graph);
    expect(operatorsIn(graph)).toEqual(['Conv', 'Gemm', 'Reshape', 'Add']);
    // The sum is one of constants.
    expect(operatorsIn(fused)).toEqual(['Add', 'Gemm', 'Reshape', 'Conv']);
    await expectSameOutputs(fused, graph);
  });

  it('adds to a vector where the layer has no bias', async () => {
    const graph = residualBlock(1, 'MatMul');
    const fused = fuseChannelBias(graph);
    expect(
      fused.nodes.filter(({ op }) => op === 'Add').map(({ outputs: [sum = ''] }) => fused.types.get(sum)?.shape),
    ).toEqual([[CHANNELS]]);
    await expectSameOutputs(fused, graph);
  });

  it('writes the embeddings of two rows channels last', async () => {
    const graph = residualBlock(2, 'Gemm');
    const fused = fuseChannelBias(graph);
    const turned = fused.nodes.find(({ op }) => op === 'Transpose');
    expect(fused.types.get(turned?.inputs[0] ?? '')?.shape).toEqual([2, 1, 1, CHANNELS]);
    await expectSameOutputs(fused, graph);
  });
});
