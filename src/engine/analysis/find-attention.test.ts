import { describe, expect, it } from 'vitest';
import { findAttention } from './find-attention.ts';
import { addSoftmax, attentionGraph, builderWith, type AttentionForm } from '../passes/testing/graphs.ts';

const FORMS: readonly AttentionForm[] = [
  'scaled-operands',
  'scaled-product',
  'folded-heads',
  'guarded',
  'half',
  'upcast',
  'einsum',
  'channels-first',
];

describe('findAttention', () => {
  it.each(FORMS)('reads attention with %s', (form) => {
    const graph = attentionGraph({ batch: 2, self: form, cross: form });
    const sites = findAttention(graph);
    expect(sites).toMatchObject([
      {
        name: 'block.attn1',
        kind: 'self',
        heads: 2,
        queries: 16,
        tokens: 16,
        mapSize: [4, 4],
        layout: form === 'folded-heads' ? 'batch*heads' : 'batch, heads',
      },
      {
        name: 'block.attn2',
        kind: 'cross',
        heads: 2,
        queries: 16,
        tokens: 3,
        mapSize: [4, 4],
        layout: form === 'folded-heads' ? 'batch*heads' : 'batch, heads',
      },
    ]);
    for (const { nodes, operands } of sites) {
      const product = form === 'einsum' ? 'Einsum' : 'MatMul';
      expect(graph.nodes[nodes.scores]?.op).toBe(product);
      expect(graph.nodes[nodes.scores]?.inputs).toEqual([operands.queries.value, operands.keys.value]);
      expect(graph.nodes[nodes.output]?.inputs[form === 'channels-first' ? 0 : 1]).toBe(operands.values.value);
      expect(graph.nodes[nodes.softmax]?.op).toBe('Softmax');
      expect(graph.nodes[nodes.output]?.op).toBe(product);
      expect(nodes.scores < nodes.softmax && nodes.softmax < nodes.output).toBe(true);
    }
  });

  it('refuses a model without cross-attention', () => {
    const graph = attentionGraph();
    const self = findAttention(graph).find((site) => site.kind === 'self');
    const nodes = graph.nodes.slice(0, (self?.nodes.output ?? 0) + 1);
    expect(() => findAttention({ ...graph, nodes })).toThrow('no cross-attention among 1 attention sites');
  });

  it('refuses a softmax that is no attention, by name', () => {
    const builder = builderWith({ sample: [1, 4, 4, 4], encoder_hidden_states: [1, 3, 4] });
    addSoftmax(builder, 'sample', 'odd', '/odd/Softmax');
    const graph = builder.build({ outputs: ['odd'] });
    expect(() => findAttention(graph)).toThrow('attention at /odd/Softmax cannot be controlled: no MatMul of queries');
  });

  it('refuses fused attention, by operator', () => {
    const graph = attentionGraph();
    const fused = {
      op: 'MultiHeadAttention',
      domain: 'com.microsoft',
      name: 'mha',
      inputs: [],
      outputs: ['f'],
      attributes: {},
    };
    expect(() => findAttention({ ...graph, nodes: [...graph.nodes, fused] })).toThrow(
      'attention is fused (MultiHeadAttention',
    );
  });
});
