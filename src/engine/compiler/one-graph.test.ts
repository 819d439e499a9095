import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { ints } from '../graph/attributes.ts';
import type { Graph } from '../graph/graph.ts';
import { writeModel } from '../onnx/write-model.ts';
import { joinIntoOneGraph, switchOf } from './one-graph.ts';
import { addNamed, builderWith, externalWeight } from '../passes/testing/graphs.ts';

const WEIGHTS = Float32Array.of(1, 2, 3, 4, 5, 6);

/** y = x W over `rows` rows, and what `extra` adds. */
function product(rows: number, extra?: 'turned' | 'sum'): Graph {
  const builder = builderWith({ x: [rows, 2] });
  const weights = externalWeight(builder, 'w', [2, 3]);
  addNamed(builder, 'MatMul', ['x', weights], 'y');
  if (extra === undefined) return builder.build({ outputs: ['y'] });
  const turned = builder.emit('Transpose', [weights], { perm: ints([1, 0]) });
  const back = builder.emit('MatMul', ['y', turned]);
  addNamed(builder, 'Mul', [back, builder.float(2)], extra);
  return builder.build({ outputs: ['y', extra] });
}

const JOINED = joinIntoOneGraph([
  { name: 'a', graph: product(1, 'turned') },
  { name: 'b', graph: product(2, 'sum') },
  { name: 'c', graph: product(1) },
]);

async function run(...on: readonly string[]): Promise<Record<string, readonly number[]>> {
  const session = await ort.InferenceSession.create(writeModel(JOINED), {
    externalData: [{ path: 'w.bin', data: new Uint8Array(WEIGHTS.buffer) }],
  });
  const results = await session.run({
    x: new ort.Tensor('float32', Float32Array.of(1, -1), [1, 2]),
    x_b: new ort.Tensor('float32', Float32Array.of(1, 0, 0, 1), [2, 2]),
    ...Object.fromEntries(
      ['a', 'b'].map((name) => [switchOf(name), new ort.Tensor('bool', Uint8Array.of(on.includes(name) ? 1 : 0), [1])]),
    ),
  });
  await session.release();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Array.from(data, Number)]));
}

describe('joinIntoOneGraph', () => {
  it('has every weight once, and computes what follows from weights alone once', () => {
    expect([...JOINED.constants.values()].filter(({ kind }) => kind === 'external')).toHaveLength(1);
    expect(JOINED.nodes.map(({ op }) => op)).toEqual(['Transpose', 'If']);
  });

  it('gives inputs of another shape a name of their own', () => {
    expect(JOINED.inputs.map(({ name }) => name)).toEqual(['x', 'x_b', 'is_a', 'is_b']);
    expect(JOINED.outputs.map(({ name }) => name)).toEqual(['y', 'turned', 'sum']);
  });

  it('runs the graph whose switch is on, and the last one when none is', async () => {
    expect(await run('a')).toEqual({ y: [-3, -3, -3], turned: [-36, -90], sum: [0] });
    expect(await run('b')).toEqual({ y: [1, 2, 3, 4, 5, 6], turned: [0], sum: [28, 64, 64, 154] });
    expect(await run()).toEqual({ y: [-3, -3, -3], turned: [0], sum: [0] });
  });
});
