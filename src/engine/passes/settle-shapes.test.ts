import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { int } from '../graph/attributes.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { readModel } from '../onnx/read-model.ts';
import { settleShapes } from './settle-shapes.ts';

const DOUBLE = 11;
const FLOAT = 1;

/** x / sqrt(width of x), the width taken from the shape and its root in float64, as PyTorch traces attention's scale. */
const SCALED: readonly Node[] = [
  node('Shape', ['x'], 'shape'),
  node('Gather', ['shape', 'last'], 'width'),
  { ...node('Cast', ['width'], 'wide'), attributes: { to: int(DOUBLE) } },
  node('Sqrt', ['wide'], 'root'),
  { ...node('Cast', ['root'], 'scale'), attributes: { to: int(FLOAT) } },
  node('Div', ['x', 'scale'], 'y'),
];

function node(op: string, inputs: readonly string[], output: string): Node {
  return { op, domain: '', name: output, inputs: [...inputs], outputs: [output], attributes: {} };
}

function graphOf(nodes: readonly Node[]): Graph {
  const bytes = new Uint8Array(BigInt64Array.of(1n).buffer);
  return {
    name: 'scaled',
    opsets: { '': 17 },
    inputs: [{ name: 'x', type: { dtype: 'float32', shape: ['rows', 'width'] } }],
    outputs: [{ name: 'y', type: { dtype: 'float32', shape: null } }],
    constants: new Map([['last', { kind: 'inline', type: { dtype: 'int64', shape: [] }, bytes }]]),
    nodes,
    types: new Map(),
  };
}

describe('settling the shapes of a model', () => {
  it('folds a scale that was worked out in float64', () => {
    const settled = settleShapes(graphOf(SCALED), [2, 16]);
    expect(settled.nodes.map(({ op }) => op)).toEqual(['Div']);
    expect([...settled.types.values()].map(({ dtype }) => dtype)).not.toContain('float64');
  });

  it('leaves a model with an operator that it does not know as it is', () => {
    const graph = graphOf([node('Einstein', ['x'], 'y')]);
    expect(settleShapes(graph, [2, 16])).toBe(graph);
  });

  it.each(['text_encoder', 'vae_decoder'])('knows all of an exported %s', (folder) => {
    const file = new URL(`../../../test/fixtures/packs/sd-turbo-script-14/${folder}/model.onnx`, import.meta.url);
    const graph = readModel(new Uint8Array(readFileSync(file)));
    const shape = { text_encoder: [1, 77], vae_decoder: [1, 4, 16, 16] }[folder] ?? [];
    const settled = settleShapes(graph, shape);
    expect(settled.nodes.length).toBeLessThan(0.6 * graph.nodes.length);
    expect(settled.nodes.some(({ op }) => op === 'Shape')).toBe(false);
  });
});
