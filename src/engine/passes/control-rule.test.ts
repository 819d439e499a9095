import { describe, expect, it } from 'vitest';
import { findAttention } from '../analysis/find-attention.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph, type Value } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { controlAttention, controlTarget } from './control-attention.ts';
import { isSourceValue, type ControlRows, type CreateControlRule } from './control-rule.ts';
import { promptToPrompt } from './prompt-to-prompt.ts';
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
  const outputs = await runGraph(controlled, feeds);
  const { noise_pred: noise, attention_maps: maps } = outputs;
  return { graph, feeds, outputs, noise: Array.from(noise?.numbers ?? []), maps };
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

const RULES = { promptToPrompt, mutualSelfAttention, readSourceAlone };
const NAMES = ['promptToPrompt', 'mutualSelfAttention', 'readSourceAlone'] as const;

describe('the target alone, beside a source row that ran before', () => {
  it.each(NAMES.flatMap((rule) => CASES.map((options) => ({ rule, ...options }))))(
    'is the target of both rows ($rule, $form, batch $batch)',
    async ({ rule, form, batch }) => {
      const { feeds, outputs } = await runControlled(form, batch, RULES[rule]);
      const graph = inlineWeights(attentionGraph({ batch: 1, self: form, cross: form }));
      const alone = controlTarget(graph, findAttention(graph), RULES[rule]);
      verifyGraph(alone, { infer: inferNode });
      const read = alone.inputs.map(({ name }) => name);
      const kept = Object.keys(outputs).filter(isSourceValue);
      expect(kept.toSorted()).toEqual(read.filter(isSourceValue).toSorted());
      const found = await runGraph(
        alone,
        Object.fromEntries(
          read.map((name) => [name, (kept.includes(name) ? outputs[name] : secondRow(name, feeds[name])) ?? NOTHING]),
        ),
      );
      for (const name of ['noise_pred', 'attention_maps']) {
        const expected = Array.from(outputs[name]?.numbers ?? []);
        const target = expected.slice(expected.length / 2);
        expect(target.length).toBeGreaterThan(0);
        expect(found[name]?.shape[0]).toBe(1);
        target.forEach((number, i) => expect(found[name]?.numbers[i]).toBeCloseTo(number, 6));
      }
    },
  );

  it('takes and gives float32 where the attention is half', () => {
    const both = attentionGraph({ batch: 2, self: 'half', cross: 'upcast' });
    const outputs = controlAttention(both, findAttention(both), promptToPrompt).outputs;
    expect(outputs.map(({ type }) => type.dtype)).toEqual(['float32', 'float32', 'float32', 'float32']);
    const one = attentionGraph({ batch: 1, self: 'half', cross: 'upcast' });
    const alone = controlTarget(one, findAttention(one), promptToPrompt);
    verifyGraph(alone, { infer: inferNode });
    expect(new Set(alone.inputs.map(({ type }) => type.dtype))).toEqual(new Set(['float32']));
  });

  it('needs a graph of one row', () => {
    const graph = attentionGraph({ batch: 2 });
    expect(() => controlTarget(graph, findAttention(graph), promptToPrompt)).toThrow(
      'the target alone is 1 row, the graph has 2',
    );
  });
});

const NOTHING: Value = { dtype: 'float32', shape: [], numbers: [] };

/** The target's row of an input that has two, and any other as it is. */
function secondRow(name: string, value: Value | undefined): Value | undefined {
  if (value === undefined || !['sample', 'encoder_hidden_states'].includes(name)) return value;
  const numbers = Array.from(value.numbers);
  return { ...value, shape: value.shape.with(0, 1), numbers: numbers.slice(numbers.length / 2) };
}

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
