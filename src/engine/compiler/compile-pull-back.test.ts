import { expect, it } from 'vitest';
import { readModel } from '../onnx/read-model.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { writeModel } from '../onnx/write-model.ts';
import { addNamed, builderWith } from '../passes/testing/graphs.ts';
import { compilePullBack } from './compile-pull-back.ts';

/** y = x sigmoid(x), and an output of its own for another input. */
function network(): Uint8Array {
  const builder = builderWith({ x: [1, 3], other: [1, 3] });
  addNamed(builder, 'Mul', ['x', builder.emit('Sigmoid', ['x'])], 'y');
  addNamed(builder, 'Add', ['other', 'other'], 'z');
  return writeModel(builder.build({ outputs: ['y', 'z'] }));
}

const INPUTS = { x: [1, 3], other: [1, 3] };
const vector = (numbers: readonly number[]) => ({ dtype: 'float32', shape: [1, 3], numbers }) as const;

it('leads a cotangent of the output back to the input', async () => {
  const { model, externalData } = compilePullBack({ model: network(), inputs: INPUTS, output: 'y', wrt: 'x' });
  const graph = readModel(model);
  expect(graph.inputs.map(({ name }) => name)).toEqual(['x', 'cotangent']);
  expect(externalData).toEqual([]);
  const [x, c] = [
    [0.3, -1, 2],
    [1, 0.5, -2],
  ] as const;
  const { y, gradient } = await runGraph(graph, { x: vector(x), cotangent: vector(c) });
  x.forEach((value, i) => {
    const s = 1 / (1 + Math.exp(-value));
    expect(y?.numbers[i]).toBeCloseTo(value * s, 5);
    expect(gradient?.numbers[i]).toBeCloseTo((c[i] ?? 0) * (s + value * s * (1 - s)), 5);
  });
});

it('names an output that is not there', () => {
  const options = { model: network(), inputs: INPUTS, output: 'features', wrt: 'x' };
  expect(() => compilePullBack(options)).toThrow('no output features');
});
