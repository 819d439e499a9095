import { describe, expect, it } from 'vitest';
import { inferNode } from '../ops/infer-node.ts';
import { int } from './attributes.ts';
import { GraphBuilder } from './builder.ts';
import { GraphError } from './graph-error.ts';
import { printGraph } from './print.ts';
import { emptyGraph } from './testing/empty-graph.ts';
import { verifyGraph } from './verify.ts';

describe('GraphBuilder', () => {
  it('types what it emits and prints as one line a node', () => {
    const builder = new GraphBuilder(emptyGraph({ x: [1, 3, 4] }), inferNode);
    const scaled = builder.emit('Mul', ['x', builder.float(0.1)]);
    const sum = builder.emit('ReduceSum', [scaled, builder.ints([2])], { keepdims: int(0) });
    const graph = builder.build({ outputs: [sum] });
    verifyGraph(graph, { infer: inferNode });
    expect(printGraph(graph)).toBe(
      [
        'graph test (onnx 18)',
        '  input %x: float32[1,3,4]',
        '  %v_1: float32[1,3,4] = Mul(%x, 0.1)',
        '  %v_3: float32[1,3] = ReduceSum(%v_1, [2]) {keepdims=0}',
        '  output %v_3: float32[1,3]',
      ].join('\n'),
    );
  });

  it('shares equal constants and drops unread ones', () => {
    const builder = new GraphBuilder(emptyGraph({ x: [2] }), inferNode);
    expect(builder.float(2)).toBe(builder.float(2));
    expect(builder.float(2)).not.toBe(builder.float(2, [1]));
    expect(builder.float(2)).not.toBe(builder.float(2, [], 'float16'));
    builder.ints([9]);
    const graph = builder.build({ outputs: [builder.emit('Add', ['x', builder.float(2)])] });
    expect(graph.constants.size).toBe(1);
  });

  it('gives names that the graph does not use yet', () => {
    const first = new GraphBuilder(emptyGraph({ x: [2] }), inferNode, { prefix: 'g' });
    const output = first.emit('Neg', ['x']);
    const second = new GraphBuilder(first.build({ outputs: [output] }), inferNode, { prefix: 'g' });
    expect(second.emit('Neg', [output])).not.toBe(output);
  });

  it('can start without the nodes, to copy them one by one', () => {
    const first = new GraphBuilder(emptyGraph({ x: [2] }), inferNode);
    const graph = first.build({ outputs: [first.emit('Neg', ['x'])] });
    const copy = new GraphBuilder(graph, inferNode, { nodes: 'drop' });
    for (const node of graph.nodes) copy.addNode(node);
    expect(copy.build()).toEqual(graph);
  });

  it('declares the domain of a contrib operator that it emits', () => {
    const builder = new GraphBuilder(emptyGraph({ x: [2] }), inferNode);
    const output = builder.emit('Gelu', ['x'], {}, 'com.microsoft');
    expect(builder.build({ outputs: [output] }).opsets).toEqual({ '': 18, 'com.microsoft': 1 });
  });

  it('refuses to define a name twice', () => {
    const builder = new GraphBuilder(emptyGraph({ x: [2] }), inferNode);
    const node = { op: 'Neg', domain: '', name: '', inputs: ['x'], outputs: ['x'], attributes: {} };
    expect(() => builder.addNode(node)).toThrow(GraphError);
  });

  it('names operator, node and opset when an operator is unknown', () => {
    const builder = new GraphBuilder(emptyGraph({ x: [2] }), inferNode);
    expect(() => builder.emit('Frobnicate', ['x'])).toThrow(/Frobnicate.*opset 18/);
  });
});
