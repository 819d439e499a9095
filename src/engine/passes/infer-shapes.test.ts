import { describe, expect, it } from 'vitest';
import { int } from '../graph/attributes.ts';
import { constantFrom } from '../graph/constants.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { inferShapes } from './infer-shapes.ts';
import { emptyGraph } from './testing/graphs.ts';

function node(op: string, inputs: readonly string[], output: string, attributes: Node['attributes'] = {}): Node {
  return { op, domain: '', name: output, inputs, outputs: [output], attributes };
}

/** Reshape(x, Concat(Shape(x)[0], -1)): how exporters flatten. */
const flatten: Graph = {
  ...emptyGraph(),
  inputs: [{ name: 'x', type: { dtype: 'float32', shape: [2, 3, 4] } }],
  outputs: [{ name: 'y', type: { dtype: 'float32', shape: null } }],
  nodes: [
    node('Shape', ['x'], 'shape'),
    node('Constant', [], 'zero', { value: { kind: 'tensor', value: constantFrom('int64', [1], [0]) } }),
    node('Gather', ['shape', 'zero'], 'rows', { axis: int(0) }),
    node('Constant', [], 'rest', { value: { kind: 'tensor', value: constantFrom('int64', [1], [-1]) } }),
    node('Concat', ['rows', 'rest'], 'wanted', { axis: int(0) }),
    node('Reshape', ['x', 'wanted'], 'y'),
  ],
};

describe('inferShapes', () => {
  it('folds the shape arithmetic of exporters away', () => {
    expect(printGraph(inferShapes(flatten))).toMatchInlineSnapshot(`
      "graph small (onnx 18)
        input %x: float32[2,3,4]
        %y: float32[2,12] = Reshape(%x, [2,-1])
        output %y: float32[2,12]"
    `);
  });

  it('never folds weights', () => {
    const big = constantFrom('float32', [2048], new Float32Array(2048));
    const graph: Graph = {
      ...emptyGraph(),
      constants: new Map([['w', big]]),
      outputs: [{ name: 'y', type: { dtype: 'float32', shape: null } }],
      nodes: [node('Neg', ['w'], 'y')],
    };
    expect(inferShapes(graph).nodes).toHaveLength(1);
  });

  it('names a value that nothing computes', () => {
    const graph: Graph = { ...flatten, nodes: flatten.nodes.slice(1) };
    expect(() => inferShapes(graph)).toThrow('Gather rows reads shape, which nothing computes');
  });
});
