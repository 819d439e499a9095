import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { bindShapes } from './bind-shapes.ts';
import { addNamed, builderWith, emptyGraph } from './testing/graphs.ts';

const graph: Graph = {
  ...emptyGraph(),
  inputs: [
    { name: 'sample', type: { dtype: 'float32', shape: ['batch', 4, 'height', 'width'] } },
    { name: 'text', type: { dtype: 'float32', shape: ['batch', null, 8] } },
  ],
  outputs: [{ name: 'sample', type: { dtype: 'float32', shape: ['batch', 4, 'height', 'width'] } }],
};
const dimensions = { batch: 1, height: 32, width: 16 };

describe('bindShapes', () => {
  it('gives symbolic dimensions their values, and whole shapes to single inputs', () => {
    expect(printGraph(bindShapes(graph, { dimensions, inputs: { text: [2, 77, 8] } }))).toMatchInlineSnapshot(`
      "graph small (onnx 18)
        input %sample: float32[1,4,32,16]
        input %text: float32[2,77,8]
        output %sample: float32[...]"
    `);
  });

  it('names the input and the dimension that stays open', () => {
    expect(() => bindShapes(graph, { dimensions })).toThrow('input text: dimension 1 (unnamed) has no value');
    expect(() => bindShapes(graph, {})).toThrow('input sample: dimension 0 (batch) has no value');
  });

  it('puts nodes behind those whose values they read', () => {
    const builder = builderWith({ x: [2] });
    addNamed(builder, 'Exp', ['x'], 'middle');
    addNamed(builder, 'Neg', ['middle'], 'y');
    const sorted = builder.build({ outputs: ['y'] });
    const converted = { ...sorted, nodes: sorted.nodes.toReversed() };
    expect(bindShapes(converted, { inputs: { x: [2] } }).nodes).toEqual(sorted.nodes);
  });

  it('does not contradict the file', () => {
    const inputs = { sample: [1, 3, 8, 8] };
    expect(() => bindShapes(graph, { inputs })).toThrow('dimension 1 is fixed to 4 in the file, 3 is asked for');
  });
});
