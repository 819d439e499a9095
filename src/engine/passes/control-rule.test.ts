import { describe, expect, it } from 'vitest';
import { findAttention } from '../analysis/find-attention.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { controlAttention } from './control-attention.ts';
import type { ControlRows, CreateControlRule } from './control-rule.ts';
import { attentionGraph, inlineWeights, randomFeeds, type AttentionForm } from './testing/graphs.ts';

const takeSource = ({ source }: ControlRows) => source;

/** MasaCtrl's mutual self-attention (arXiv 2304.08465, equation 4): the target's queries read the source's keys and values. */
const mutualSelfAttention: CreateControlRule =
  () =>
  ({ kind }) =>
    kind === 'self' ? { operands: { keys: takeSource, values: takeSource } } : {};

const readSourceAlone: CreateControlRule = () => () => ({
  operands: { queries: takeSource, keys: takeSource, values: takeSource },
});

async function runControlled(form: AttentionForm, batch: number, createRule: CreateControlRule) {
  const graph = inlineWeights(attentionGraph({ batch, self: form, cross: form }));
  const controlled = controlAttention(graph, findAttention(graph), createRule);
  verifyGraph(controlled, { infer: inferNode });
  const feeds = randomFeeds(controlled);
  const { noise_pred: noise, attention_maps: maps } = await runGraph(controlled, feeds);
  return { graph, feeds, noise: Array.from(noise?.numbers ?? []), maps };
}

const FORMS = ['scaled-operands', 'folded-heads', 'einsum'] as const;
const CASES = FORMS.flatMap((form) => [1, 2].map((batch) => ({ form, batch })));

describe('a rule that edits operands', () => {
  it.each(CASES)('gives mutual self-attention ($form, batch $batch)', async ({ form, batch }) => {
    const { graph, feeds, noise, maps } = await runControlled(form, batch, mutualSelfAttention);
    expect(maps?.shape).toEqual([2, 3, 4, 4]);

    const weight = (name: string) => {
      const constant = graph.constants.get(name);
      if (constant?.kind !== 'inline') throw new Error(`no weight ${name}`);
      return toRows(new Float32Array(constant.bytes.slice().buffer), WIDTH);
    };
    const [latents, texts] = [feeds['sample']?.numbers ?? [], feeds['encoder_hidden_states']?.numbers ?? []];
    const [source, target] = [0, 1].map((row) => transpose(toRows(latents.slice(64 * row, 64 * (row + 1)), 16)));
    // The fixture's Einsum form is written without a scale.
    const scale = form === 'einsum' ? 1 : (WIDTH / HEADS) ** -0.5;
    const text = toRows(texts.slice(12, 24), WIDTH);
    const read = (path: string, queries: Matrix, context: Matrix) =>
      attend(
        multiply(queries, weight(`${path}.to_q`)),
        multiply(context, weight(`${path}.to_k`)),
        multiply(context, weight(`${path}.to_v`)),
        scale,
      );
    const hidden = read('block/attn1', target ?? [], source ?? []);
    const expected = transpose(read('block/attn2', hidden, text)).flat();
    expect(noise).toHaveLength(128);
    expected.forEach((number, i) => expect(noise[64 + i]).toBeCloseTo(number, 5));
  });

  it.each(CASES)('makes the target the source when it reads nothing else ($form, batch $batch)', async (options) => {
    const { noise } = await runControlled(options.form, options.batch, readSourceAlone);
    expect(noise.slice(64)).toEqual(noise.slice(0, 64));
  });

  it.each(CASES)('changes no number when it edits nothing ($form, batch $batch)', async ({ form, batch }) => {
    const plain = inlineWeights(attentionGraph({ batch: 2, self: form, cross: form }));
    const { feeds, noise } = await runControlled(form, batch, () => () => ({}));
    const { noise_pred: expected } = await runGraph(plain, feeds);
    Array.from(expected?.numbers ?? []).forEach((number, i) => expect(noise[i]).toBeCloseTo(number, 6));
  });
});

type Matrix = readonly (readonly number[])[];

const [WIDTH, HEADS] = [4, 2];

function toRows(numbers: ArrayLike<number>, columns: number): Matrix {
  return Array.from({ length: numbers.length / columns }, (_, row) =>
    Array.from({ length: columns }, (_, column) => numbers[row * columns + column] ?? Number.NaN),
  );
}

function transpose(matrix: Matrix): Matrix {
  return (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] ?? Number.NaN));
}

function multiply(a: Matrix, b: Matrix): Matrix {
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => row.reduce((sum, x, i) => sum + x * (column[i] ?? Number.NaN), 0)));
}

/** softmax(scale Q K^T) V, head by head. */
function attend(queries: Matrix, keys: Matrix, values: Matrix, scale: number): Matrix {
  const width = WIDTH / HEADS;
  const heads = Array.from({ length: HEADS }, (_, head) => {
    const slice = (matrix: Matrix) => matrix.map((row) => row.slice(head * width, (head + 1) * width));
    const scores = multiply(slice(queries), transpose(slice(keys)));
    const probabilities = scores.map((row) => {
      const exponentials = row.map((score) => Math.exp(scale * score));
      const sum = exponentials.reduce((a, b) => a + b, 0);
      return exponentials.map((value) => value / sum);
    });
    return multiply(probabilities, slice(values));
  });
  return queries.map((_, row) => heads.flatMap((head) => head[row] ?? []));
}
