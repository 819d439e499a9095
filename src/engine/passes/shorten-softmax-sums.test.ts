import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { int, ints } from '../graph/attributes.ts';
import type { Graph } from '../graph/graph.ts';
import { writeModel } from '../onnx/write-model.ts';
import { differentiate } from './differentiate.ts';
import { shortenSoftmaxSums } from './shorten-softmax-sums.ts';
import { builderWith } from './testing/graphs.ts';

const [QUERIES, WIDTH] = [5, 3];

/** F = sum((softmax(q k) v)^2) with dF/dq. */
function attentionGradient(keys: number): Graph {
  const builder = builderWith({ q: [2, QUERIES, WIDTH], k: [2, WIDTH, keys], v: [2, keys, WIDTH] });
  const weights = builder.emit('Softmax', [builder.emit('MatMul', ['q', 'k'])], { axis: int(-1) });
  const output = builder.emit('MatMul', [weights, 'v']);
  const axes = builder.ints([0, 1, 2]);
  const objective = builder.emit('ReduceSum', [builder.emit('Mul', [output, output]), axes], { keepdims: int(0) });
  const graph = builder.build({ outputs: [objective] });
  return differentiate(graph, { objective, wrt: [{ value: 'q', output: 'gradient' }] });
}

async function run(graph: Graph): Promise<readonly number[]> {
  const session = await ort.InferenceSession.create(writeModel(graph));
  const feeds = graph.inputs.map(({ name, type }, index) => {
    const shape = (type.shape ?? []).map(Number);
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(3 * i + index));
    return [name, new ort.Tensor('float32', data, shape)] as const;
  });
  const { gradient } = await session.run(Object.fromEntries(feeds));
  await session.release();
  return Array.from(gradient?.data ?? [], Number);
}

function shapesOfSums(graph: Graph): (readonly number[] | undefined)[] {
  return graph.nodes
    .filter(({ op, attributes }) => op === 'ReduceSum' && attributes['keepdims']?.value === 1)
    .map(({ inputs }) => graph.types.get(inputs[0] ?? '')?.shape);
}

describe('shortenSoftmaxSums', () => {
  it('sums over the width of a head instead of over the keys, with the same gradient', async () => {
    const plain = attentionGradient(8);
    const shorter = shortenSoftmaxSums(plain);
    expect(shapesOfSums(plain)).toEqual([[2, QUERIES, 8]]);
    expect(shapesOfSums(shorter)).toEqual([[2, QUERIES, WIDTH]]);
    const [expected, found] = [await run(plain), await run(shorter)];
    expect(expected).toHaveLength(2 * QUERIES * WIDTH);
    found.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 5));
  });

  it('leaves sums over fewer keys than the width, and sums of other products', () => {
    expect(shapesOfSums(shortenSoftmaxSums(attentionGradient(2)))).toEqual([[2, QUERIES, 2]]);
    const builder = builderWith({ a: [4, 6], b: [4, 6] });
    const product = builder.emit('Mul', ['a', 'b']);
    const sum = builder.emit('ReduceSum', [product, builder.ints([-1])]);
    const turned = builder.emit('Transpose', [sum], { perm: ints([1, 0]) });
    const graph = builder.build({ outputs: [turned] });
    expect(shortenSoftmaxSums(graph).nodes).toEqual(graph.nodes);
  });
});
