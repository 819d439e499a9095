import { describe, expect, it } from 'vitest';
import { ints } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Attributes } from '../graph/graph.ts';
import { emptyGraph } from '../graph/testing/empty-graph.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { canFlip, convDataGradient } from './conv-data-gradient.ts';
import { convGeometry } from './conv-geometry.ts';
import { inferNode } from './infer-node.ts';
import { seededRandom } from './testing/seeded-random.ts';

function geometryOf(
  attributes: Attributes,
  x: readonly number[],
  w: readonly number[],
): ReturnType<typeof convGeometry> {
  return convGeometry({ op: 'Conv', domain: '', name: '', inputs: [], outputs: [], attributes }, x, w);
}

describe('the gradient of a convolution with respect to its input', () => {
  it.each<[string, number[], number[], Attributes]>([
    ['3 x 3', [1, 3, 6, 5], [4, 3, 3, 3], { pads: ints([1, 1, 1, 1]) }],
    ['1 x 1', [2, 3, 6, 5], [4, 3, 1, 1], {}],
    ['uneven pads', [1, 2, 6, 6], [3, 2, 3, 2], { pads: ints([0, 0, 1, 1]) }],
    ['dilated', [1, 2, 8, 8], [3, 2, 3, 3], { dilations: ints([2, 2]), pads: ints([2, 2, 2, 2]) }],
  ])('is the same by ConvTranspose and by a flipped Conv: %s', async (_, inputShape, kernelShape, attributes) => {
    const geometry = geometryOf(attributes, inputShape, kernelShape);
    expect(canFlip(geometry)).toBe(true);
    const builder = new GraphBuilder(emptyGraph({ x: inputShape, w: kernelShape }), inferNode);
    const y = builder.emit('Conv', ['x', 'w'], attributes);
    const options = { emitter: builder, ct: y, weights: 'w', inputShape, geometry };
    const direct = convDataGradient(options);
    const flipped = convDataGradient({ ...options, form: 'flipped-conv' });
    expect(builder.typeOf(flipped).shape).toEqual(inputShape);
    const random = seededRandom(5);
    const feed = (shape: readonly number[]) => ({
      dtype: 'float32' as const,
      shape,
      numbers: Array.from({ length: sizeOf(shape) }, () => random() - 0.5),
    });
    const graph = builder.build({ outputs: [direct, flipped] });
    expect(graph.nodes.map(({ op }) => op)).toContain('ConvTranspose');
    expect(graph.nodes.filter(({ op }) => op === 'Conv')).toHaveLength(2);
    const results = await runGraph(graph, { x: feed(inputShape), w: feed(kernelShape) });
    Array.from(results[direct]?.numbers ?? []).forEach((number, i) =>
      expect(results[flipped]?.numbers[i]).toBeCloseTo(number, 4),
    );
  });

  it('cannot be flipped with strides, groups or pads wider than the kernel', () => {
    expect(canFlip(geometryOf({ strides: ints([2, 2]) }, [1, 2, 8, 8], [3, 2, 3, 3]))).toBe(false);
    expect(canFlip(geometryOf({ group: { kind: 'int', value: 2 } }, [1, 2, 8, 8], [2, 1, 3, 3]))).toBe(false);
    expect(canFlip(geometryOf({ pads: ints([3, 3, 3, 3]) }, [1, 2, 8, 8], [3, 2, 3, 3]))).toBe(false);
  });
});
