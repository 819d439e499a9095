import { describe, expect, it } from 'vitest';
import { inferNode } from '../ops/infer-node.ts';
import { GraphBuilder } from './builder.ts';
import type { Graph, Node } from './graph.ts';
import { emptyGraph } from './testing/empty-graph.ts';
import { verifyGraph } from './verify.ts';

function valid(): Graph {
  const builder = new GraphBuilder(emptyGraph({ x: [2] }), inferNode);
  const first = builder.emit('Neg', ['x']);
  return builder.build({ outputs: [builder.emit('Add', [first, 'x'])] });
}

const subgraph = (reads: string): Graph => ({
  ...emptyGraph(),
  nodes: [{ op: 'Neg', domain: '', name: 'inner', inputs: [reads], outputs: ['z'], attributes: {} }],
  outputs: [{ name: 'z', type: { dtype: 'float32', shape: [2] } }],
});

function branching(reads: string): Graph {
  const graph = emptyGraph({ x: [2], condition: { dtype: 'bool', shape: [] } });
  const node: Node = {
    op: 'If',
    domain: '',
    name: 'choice',
    inputs: ['condition'],
    outputs: ['y'],
    attributes: {
      then_branch: { kind: 'graph', value: subgraph(reads) },
      else_branch: { kind: 'graph', value: subgraph(reads) },
    },
  };
  return { ...graph, nodes: [node], outputs: [{ name: 'y', type: { dtype: 'float32', shape: [2] } }] };
}

describe('verifyGraph', () => {
  it('accepts a graph that keeps the rules', () => {
    expect(() => verifyGraph(valid(), { infer: inferNode })).not.toThrow();
  });

  it('lets subgraphs read outer values, defined ones only', () => {
    expect(() => verifyGraph(branching('x'))).not.toThrow();
    expect(() => verifyGraph(branching('nowhere'))).toThrow(/%nowhere, which is not defined/);
  });

  it.each<[string, (graph: Graph) => Graph, RegExp]>([
    ['a value that is read too early', (g) => ({ ...g, nodes: g.nodes.toReversed() }), /not defined before/],
    ['a value that is defined twice', (g) => ({ ...g, nodes: [...g.nodes, ...g.nodes] }), /defined twice/],
    ['an output that nothing makes', (g) => ({ ...g, nodes: [] }), /output .* not defined/],
    ['a missing type', (g) => ({ ...g, types: new Map() }), /has no type/],
    [
      'a wrong type',
      (g) => ({ ...g, types: new Map([...g.types, ['v_1', { dtype: 'float32' as const, shape: [3] }]]) }),
      /makes it float32\[2\]/,
    ],
    [
      'an output declared otherwise',
      (g) => ({
        ...g,
        outputs: g.outputs.map(({ name }) => ({ name, type: { dtype: 'float16' as const, shape: [2] } })),
      }),
      /is float32\[2\], but the graph declares float16\[2\]/,
    ],
    [
      'an input declared with another shape',
      (g) => ({ ...g, inputs: [{ name: 'x', type: { dtype: 'float32' as const, shape: [null, 3] } }] }),
      /the graph declares float32\[\?,3\]/,
    ],
    ['a domain without a version', (g) => ({ ...g, opsets: {} }), /domain ai.onnx, which has no version/],
    [
      'a constant that lacks bytes',
      (g) => ({
        ...g,
        constants: new Map([
          ['w', { kind: 'inline', type: { dtype: 'float32' as const, shape: [2] }, bytes: new Uint8Array(4) }],
        ]),
      }),
      /%w has 4 bytes, float32\[2\] takes 8/,
    ],
  ])('rejects %s', (_, spoil, message) => {
    expect(() => verifyGraph(spoil(valid()), { infer: inferNode })).toThrow(message);
  });
});
