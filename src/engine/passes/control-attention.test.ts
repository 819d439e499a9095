import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder.ts';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { chooseMapSites } from './attention-maps.ts';
import { controlAttention } from './control-attention.ts';
import { findAttention, type AttentionSite } from '../analysis/find-attention.ts';
import { promptToPrompt } from './prompt-to-prompt.ts';
import { attentionGraph, inlineWeights, randomFeeds } from './testing/graphs.ts';

function control(options: Parameters<typeof attentionGraph>[0]) {
  const graph = attentionGraph(options);
  const result = controlAttention(graph, findAttention(graph), promptToPrompt);
  verifyGraph(result, { infer: inferNode });
  return result;
}

describe('controlAttention', () => {
  it('rewrites the target row of self- and cross-attention', () => {
    expect(printGraph(control({ batch: 2, cross: 'folded-heads' }))).toMatchInlineSnapshot(`
      "graph small (onnx 18)
        input %sample: float32[2,4,4,4]
        input %timestep: float32[1]
        input %encoder_hidden_states: float32[2,3,4]
        input %word_map: float32[3,3]
        input %word_alpha: float32[3]
        input %equalizer: float32[3]
        input %cross_gate: float32[3]
        input %self_gate: float32[1]
        %control_0: float32[3] = Mul(%cross_gate, %equalizer)
        %control_1: float32[3] = Mul(%control_0, %word_alpha)
        %control_2: float32[3,3] = Mul(%word_map, %control_1)
        %control_4: float32[3] = Sub(1, %word_alpha)
        %control_5: float32[3] = Mul(%control_0, %control_4)
        %control_6: float32[3] = Sub(1, %cross_gate)
        %control_7: float32[3] = Add(%control_5, %control_6)
        %control_8: float32[1] = Sub(1, %self_gate)
        %v_1: float32[2,4,16] = Reshape(%sample, [2,4,16])
        %v_2: float32[2,16,4] = Transpose(%v_1) {perm=[0,2,1]}
        %v_3: float32[2,16,4] = MatMul(%v_2, block/attn1.to_q)
        %v_5: float32[2,16,2,2] = Reshape(%v_3, [2,16,2,2])
        %v_6: float32[2,2,16,2] = Transpose(%v_5) {perm=[0,2,1,3]}
        %v_7: float32[2,16,4] = MatMul(%v_2, block/attn1.to_k)
        %v_8: float32[2,16,2,2] = Reshape(%v_7, [2,16,2,2])
        %v_9: float32[2,2,2,16] = Transpose(%v_8) {perm=[0,2,3,1]}
        %v_10: float32[2,16,4] = MatMul(%v_2, block/attn1.to_v)
        %v_11: float32[2,16,2,2] = Reshape(%v_10, [2,16,2,2])
        %v_12: float32[2,2,16,2] = Transpose(%v_11) {perm=[0,2,1,3]}
        %v_14: float32[2,2,16,2] = Mul(%v_6, 0.8408964)
        %v_15: float32[2,2,2,16] = Mul(%v_9, 0.8408964)
        %v_16: float32[2,2,16,16] = MatMul(%v_14, %v_15)
        %block/attn1.probabilities: float32[2,2,16,16] = Softmax(%v_16) {axis=-1}
        %source_probabilities_0: float32[1,2,16,16] = Slice(%block/attn1.probabilities, [0], [1], [0])
        %control_13: float32[1,2,16,16] = Slice(%block/attn1.probabilities, [1], [2], [0])
        %control_14: float32[1,2,16,16] = Mul(%source_probabilities_0, %self_gate)
        %control_15: float32[1,2,16,16] = Mul(%control_13, %control_8)
        %control_16: float32[1,2,16,16] = Add(%control_14, %control_15)
        %control_17: float32[2,2,16,16] = Concat(%source_probabilities_0, %control_16) {axis=0}
        %v_17: float32[2,2,16,2] = MatMul(%control_17, %v_12)
        %v_18: float32[2,16,2,2] = Transpose(%v_17) {perm=[0,2,1,3]}
        %v_20: float32[2,16,4] = Reshape(%v_18, [2,16,4])
        %v_21: float32[2,16,4] = MatMul(%v_20, block/attn2.to_q)
        %v_22: float32[2,16,2,2] = Reshape(%v_21, [2,16,2,2])
        %v_23: float32[2,2,16,2] = Transpose(%v_22) {perm=[0,2,1,3]}
        %v_25: float32[4,16,2] = Reshape(%v_23, [4,16,2])
        %v_26: float32[2,3,4] = MatMul(%encoder_hidden_states, block/attn2.to_k)
        %v_28: float32[2,3,2,2] = Reshape(%v_26, [2,3,2,2])
        %v_29: float32[2,2,2,3] = Transpose(%v_28) {perm=[0,2,3,1]}
        %v_31: float32[4,2,3] = Reshape(%v_29, [4,2,3])
        %v_32: float32[2,3,4] = MatMul(%encoder_hidden_states, block/attn2.to_v)
        %v_33: float32[2,3,2,2] = Reshape(%v_32, [2,3,2,2])
        %v_34: float32[2,2,3,2] = Transpose(%v_33) {perm=[0,2,1,3]}
        %v_36: float32[4,3,2] = Reshape(%v_34, [4,3,2])
        %v_37: float32[4,16,3] = MatMul(%v_25, %v_31)
        %v_39: float32[4,16,3] = Div(%v_37, 1.414214)
        %v_41: float32[4,16,3] = Add(%v_39, 0.5)
        %block/attn2.probabilities: float32[4,16,3] = Softmax(%v_41) {axis=-1}
        %control_19: float32[2,2,16,3] = Reshape(%block/attn2.probabilities, [2,2,16,3])
        %source_probabilities_1: float32[1,2,16,3] = Slice(%control_19, [0], [1], [0])
        %control_21: float32[1,2,16,3] = Slice(%control_19, [1], [2], [0])
        %control_22: float32[1,2,16,3] = MatMul(%source_probabilities_1, %control_2)
        %control_23: float32[1,2,16,3] = Mul(%control_21, %control_7)
        %control_24: float32[1,2,16,3] = Add(%control_22, %control_23)
        %control_25: float32[2,2,16,3] = Concat(%source_probabilities_1, %control_24) {axis=0}
        %control_27: float32[4,16,3] = Reshape(%control_25, [4,16,3])
        %v_42: float32[4,16,2] = MatMul(%control_27, %v_36)
        %v_44: float32[2,2,16,2] = Reshape(%v_42, [2,2,16,2])
        %v_45: float32[2,16,2,2] = Transpose(%v_44) {perm=[0,2,1,3]}
        %v_46: float32[2,16,4] = Reshape(%v_45, [2,16,4])
        %v_47: float32[2,4,16] = Transpose(%v_46) {perm=[0,2,1]}
        %noise_pred: float32[2,4,4,4] = Reshape(%v_47, [2,4,4,4])
        %control_28: float32[2,16,3] = ReduceMean(%control_25, [1]) {keepdims=0}
        %control_29: float32[2,3,16] = Transpose(%control_28) {perm=[0,2,1]}
        %attention_maps: float32[2,3,4,4] = Reshape(%control_29, [2,3,4,4])
        output %noise_pred: float32[2,4,4,4]
        output %attention_maps: float32[2,3,4,4]
        output %source_probabilities_0: float32[1,2,16,16]
        output %source_probabilities_1: float32[1,2,16,3]"
    `);
  });

  it('leaves self-attention with more than 16 x 16 queries alone', () => {
    const readsSelfGate = control({ batch: 2, size: 32 }).nodes.filter(({ inputs }) => inputs.includes('self_gate'));
    expect(readsSelfGate.map(({ op }) => op)).toEqual(['Sub']);
  });

  it.each([
    [32, 256],
    [64, 256],
    [96, 576],
  ])('controls self-attention of latents of side %i with up to %i queries', (size, most) => {
    const graph = attentionGraph({ batch: 2, size });
    const rule = promptToPrompt(new GraphBuilder(graph, inferNode, { prefix: 'control', nodes: 'drop' }), 3);
    const [self] = findAttention(attentionGraph({ batch: 2 }));
    const isControlled = (queries: number) => self && rule({ ...self, queries }).probabilities !== undefined;
    expect([isControlled(most), isControlled(most + 1)]).toEqual([true, false]);
  });

  it.each(['scaled-operands', 'folded-heads', 'einsum', 'channels-first'] as const)(
    'copies a graph of one row (%s) to the same effect',
    async (form) => {
      const options = { self: form, cross: form };
      const batched = control({ ...options, batch: 2 });
      const copied = control({ ...options, batch: 1 });
      expect(copied.inputs.map(({ name, type }) => [name, type.shape])).toEqual(
        batched.inputs.map(({ name, type }) => [name, type.shape]),
      );
      const feeds = randomFeeds(batched);
      const wanted = await runGraph(inlineWeights(batched), feeds);
      const found = await runGraph(inlineWeights(copied), feeds);
      for (const output of ['noise_pred', 'attention_maps']) {
        expect(found[output]?.shape).toEqual(wanted[output]?.shape);
        Array.from(wanted[output]?.numbers ?? []).forEach((number, i) =>
          expect(found[output]?.numbers[i]).toBeCloseTo(number, 5),
        );
      }
    },
  );

  it.each([1, 2])('keeps half precision and averages maps in single precision, batch %i', (batch) => {
    const graph = control({ batch, self: 'half', cross: 'half' });
    const dtypeOf = (name = '') => graph.types.get(name)?.dtype;
    const products = graph.nodes.filter(({ op, inputs }) => op === 'MatMul' && dtypeOf(inputs[0]) === 'float16');
    // Queries with keys, probabilities with values, and at the cross site the source's map with the word map.
    expect(products).toHaveLength(batch === 1 ? 9 : 5);
    for (const { outputs } of products) expect(dtypeOf(outputs[0])).toBe('float16');
    expect(new Set(graph.outputs.map(({ type }) => type.dtype))).toEqual(new Set(['float32']));
    const averaged = graph.nodes.find(({ op }) => op === 'ReduceMean');
    expect(graph.types.get(averaged?.inputs[0] ?? '')?.dtype).toBe('float32');
  });

  it('needs one or two rows', () => {
    expect(() => control({ batch: 3 })).toThrow('attention control needs 1 or 2 rows, the graph has 3');
  });
});

const NOWHERE = { value: '', node: 0, input: 0 };

describe('chooseMapSites', () => {
  const site = (queries: number): AttentionSite => ({
    name: String(queries),
    kind: 'cross',
    heads: 1,
    queries,
    tokens: 1,
    mapSize: [Math.sqrt(queries), Math.sqrt(queries)],
    layout: 'batch, heads',
    probabilities: '',
    operands: { queries: NOWHERE, keys: NOWHERE, values: NOWHERE },
    features: null,
    nodes: { scores: 0, softmax: 0, output: 0 },
  });

  it('takes 16 x 16, or what comes nearest', () => {
    const choose = (...counts: number[]) => chooseMapSites(counts.map(site)).map(({ queries }) => queries);
    expect(choose(4096, 1024, 256, 64, 256)).toEqual([256, 256]);
    expect(choose(1024, 64)).toEqual([64]);
    expect(choose(4096, 1024)).toEqual([1024]);
  });
});
