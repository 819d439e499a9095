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
  ])('rejects %s', (_, spoil, message) => {
    expect(() => verifyGraph(spoil(valid()), { infer: inferNode })).toThrow(message);
  });
});
