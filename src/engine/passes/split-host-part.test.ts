import { describe, expect, it } from 'vitest';
import { int } from '../graph/attributes.ts';
import type { Graph } from '../graph/graph.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import { tensor } from '../tensor/tensor.ts';
import { builderWith, randomFeeds } from './testing/graphs.ts';
import { operatorsIn } from './testing/expect-same-outputs.ts';
import { computeHostPart, splitHostPart } from './split-host-part.ts';

/** x floor(3 t) + (the same in float16) + gate, of which a vector says how much. */
function timedGraph(): Graph {
  const builder = builderWith({ x: [2, 3], t: [1], gate: [3] });
  const wave = builder.emit('Floor', [builder.emit('Mul', ['t', builder.float(3)])]);
  const cast = (value: string, dtype: 'float16' | 'float32') =>
    builder.emit('Cast', [value], { to: int(DATA_TYPES[dtype].onnxCode) });
  const half = builder.emit('Mul', [cast('x', 'float16'), cast(wave, 'float16')]);
  const sum = builder.emit('Add', [builder.emit('Mul', ['x', wave]), cast(half, 'float32')]);
  return builder.build({ outputs: [builder.emit('Add', [sum, 'gate'])] });
}

describe('splitHostPart', () => {
  it('computes what follows from vectors on the host, rounds it to float16 where that is read, and leaves the rest its numbers', async () => {
    const graph = timedGraph();
    const { graph: rest, host } = splitHostPart(graph);
    if (host === null) throw new Error('nothing was taken out');
    verifyGraph(rest, { infer: inferNode });
    expect(operatorsIn(host.graph)).toEqual(['Mul', 'Floor', 'Cast']);
    expect(operatorsIn(rest)).toEqual(['Cast', 'Mul', 'Mul', 'Cast', 'Add', 'Add']);
    expect(host.dropped).toEqual(['t']);
    expect(rest.inputs.map(({ name }) => name)).toEqual(['x', 'gate', ...host.graph.outputs.map(({ name }) => name)]);

    const feeds: ReturnType<typeof randomFeeds> = {
      ...randomFeeds(graph),
      t: { dtype: 'float32', shape: [1], numbers: [1.5] },
    };
    const vectors = {
      t: tensor([1], Float32Array.of(1.5)),
      gate: tensor([3], Float32Array.from(feeds['gate']?.numbers ?? [])),
    };
    const ahead = Object.entries(computeHostPart(host, vectors)).map(
      ([name, { shape, data }]) =>
        [name, { dtype: rest.types.get(name)?.dtype ?? 'float32', shape, numbers: [...data] }] as const,
    );
    expect(ahead.map(([, { dtype, numbers }]) => [dtype, numbers])).toEqual([
      ['float16', [4]],
      ['float32', [4]],
    ]);
    const all: Parameters<typeof runGraph>[1] = { ...feeds, ...Object.fromEntries(ahead) };
    const found = await runGraph(
      rest,
      Object.fromEntries(rest.inputs.flatMap(({ name }) => (all[name] ? [[name, all[name]]] : []))),
    );
    const expected = await runGraph(graph, feeds);
    expect(found).toEqual(expected);
  });

  it('leaves arithmetic in float16 to the card', () => {
    const builder = builderWith({ x: [2, 3], t: [1] });
    const half = (value: string) => builder.emit('Cast', [value], { to: int(DATA_TYPES.float16.onnxCode) });
    const squared = builder.emit('Mul', [half('t'), half('t')]);
    const { graph, host } = splitHostPart(builder.build({ outputs: [builder.emit('Mul', [half('x'), squared])] }));
    expect(operatorsIn(graph)).toEqual(['Mul', 'Cast', 'Mul']);
    expect(host === null ? null : operatorsIn(host.graph)).toEqual(['Cast', 'Cast']);
  });

  it('leaves a graph without vectors as it is', () => {
    const builder = builderWith({ x: [2, 3] });
    const graph = builder.build({ outputs: [builder.emit('Floor', ['x'])] });
    expect(splitHostPart(graph)).toEqual({ graph, host: null });
  });
});
