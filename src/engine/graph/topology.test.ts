import { describe, expect, it } from 'vitest';
import type { Graph, Node } from './graph.ts';
import { emptyGraph } from './testing/empty-graph.ts';
import { ancestorsOf, consumersOf, descendantsOf, producersOf, sortTopologically } from './topology.ts';

function node(output: string, ...inputs: string[]): Node {
  return { op: 'Add', domain: '', name: output, inputs, outputs: [output], attributes: {} };
}

// x -> a -> c -> d, x -> b -> d; e stands apart.
const diamond: Graph = {
  ...emptyGraph({ x: [2], w: [2] }),
  nodes: [node('a', 'x', 'w'), node('b', 'x', 'x'), node('c', 'a', 'a'), node('d', 'c', 'b'), node('e', 'w', 'w')],
  outputs: [{ name: 'd', type: { dtype: 'float32', shape: [2] } }],
};

describe('topology', () => {
  it('knows who makes and who reads a value', () => {
    expect(producersOf(diamond).get('c')?.name).toBe('c');
    expect(
      consumersOf(diamond)
        .get('x')
        ?.map(({ node, input }) => [node.name, input]),
    ).toEqual([
      ['a', 0],
      ['b', 0],
      ['b', 1],
    ]);
  });

  it('follows values up and down', () => {
    expect(ancestorsOf(diamond, ['c'])).toEqual(new Set(['c', 'a', 'x', 'w']));
    expect(descendantsOf(diamond, ['a'])).toEqual(new Set(['a', 'c', 'd']));
  });

  it('sorts nodes so that every value is made first', () => {
    const names = sortTopologically(diamond.nodes.toReversed(), ['x', 'w']).map(({ name }) => name);
    expect(names.indexOf('a')).toBeLessThan(names.indexOf('c'));
    expect(names.indexOf('c')).toBeLessThan(names.indexOf('d'));
    expect(names.indexOf('b')).toBeLessThan(names.indexOf('d'));
    expect(names).toHaveLength(5);
  });

  it('keeps an order that is right already', () => {
    expect(sortTopologically(diamond.nodes, ['x', 'w'])).toEqual(diamond.nodes);
  });

  it('reports a cycle and a missing value', () => {
    expect(() => sortTopologically([node('a', 'b', 'x'), node('b', 'a', 'x')], ['x'])).toThrow(/depends on itself/);
    expect(() => sortTopologically([node('a', 'y', 'x')], ['x'])).toThrow(/nothing makes/);
  });

  it('sorts chains that are deeper than the call stack', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => node(`v${i + 1}`, `v${i}`));
    expect(sortTopologically(chain.toReversed(), ['v0'])).toHaveLength(20_000);
  });
});
