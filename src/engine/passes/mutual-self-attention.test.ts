import { expect, it } from 'vitest';
import { findAttention } from '../analysis/find-attention.ts';
import type { Graph } from '../graph/graph.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph, type Value } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { controlAttention } from './control-attention.ts';
import { isSourceValue } from './control-rule.ts';
import { dropSourceOutputs, mutualSelfAttention } from './mutual-self-attention.ts';
import { attentionGraph, inlineWeights, randomFeeds, type AttentionForm } from './testing/graphs.ts';

const FORMS = ['scaled-operands', 'folded-heads', 'einsum'] as const;

/** The graph's own size: 4 x 4 places. */
const PLACES = 16;
const full = (value: number): Value => mask(Array<number>(PLACES).fill(value));

function mask(numbers: readonly number[]): Value {
  return { dtype: 'float32', shape: [1, 1, 4, 4], numbers };
}

const gate = (value: number): Value => ({ dtype: 'float32', shape: [1], numbers: [value] });

function controlled(graph: Graph): Graph {
  const result = dropSourceOutputs(controlAttention(graph, findAttention(graph), mutualSelfAttention));
  verifyGraph(result, { infer: inferNode });
  return result;
}

async function run(form: AttentionForm, changes: Readonly<Record<string, Value>>) {
  const plain = inlineWeights(attentionGraph({ batch: 2, self: form, cross: form }));
  const graph = controlled(plain);
  const feeds = { ...randomFeeds(graph), ...changes };
  const own = Object.fromEntries(plain.inputs.map(({ name }) => [name, feeds[name] ?? gate(0)]));
  const outputs = await runGraph(graph, feeds);
  return {
    names: Object.keys(outputs),
    noise: Array.from(outputs['noise_pred']?.numbers ?? []),
    unedited: Array.from((await runGraph(plain, own))['noise_pred']?.numbers ?? []),
  };
}

/** Both rows of an input alike. */
function twice(form: AttentionForm, name: string): Value {
  const { shape, numbers, dtype } = randomFeeds(attentionGraph({ batch: 2, self: form, cross: form }))[name] ?? gate(0);
  const row = Array.from(numbers).slice(0, numbers.length / 2);
  return { dtype, shape, numbers: [...row, ...row] };
}

it.each(FORMS)('with a gate of 0 changes no bit, whatever the masks (%s)', async (form) => {
  const { noise, unedited } = await run(form, { mutual_gate: gate(0), mask_gate: gate(1) });
  expect(noise).toHaveLength(128);
  expect(noise).toEqual(unedited);
});

it.each(FORMS)('with equal rows is the identity (%s)', async (form) => {
  const rows = {
    sample: twice(form, 'sample'),
    encoder_hidden_states: twice(form, 'encoder_hidden_states'),
  };
  const { noise, unedited } = await run(form, { ...rows, mutual_gate: gate(1), mask_gate: gate(0) });
  expect(noise).toEqual(unedited);
  expect(noise.slice(64)).toEqual(noise.slice(0, 64));
});

it.each(FORMS)('leaves the source row and edits the target row (%s)', async (form) => {
  const { names, noise, unedited } = await run(form, { mutual_gate: gate(1), mask_gate: gate(0) });
  expect(noise.slice(0, 64)).toEqual(unedited.slice(0, 64));
  expect(noise.slice(64)).not.toEqual(unedited.slice(64));
  expect(names.filter(isSourceValue)).toEqual([]);
});

it.each(FORMS)(
  'a thing that is everywhere is no mask, and one that is nowhere leaves nothing to read (%s)',
  async (form) => {
    const open = { mutual_gate: gate(1), target_mask: full(1) };
    const { noise } = await run(form, { ...open, mask_gate: gate(1), source_mask: full(1) });
    const { noise: unmasked } = await run(form, { ...open, mask_gate: gate(0) });
    noise.forEach((value, i) => expect(value).toBeCloseTo(unmasked[i] ?? Number.NaN, 6));
    const { noise: blind } = await run(form, { ...open, mask_gate: gate(1), source_mask: full(0) });
    expect(blind.every(Number.isFinite)).toBe(true);
  },
);

it.each(FORMS)('queries of the thing read the thing alone (%s)', async (form) => {
  const half = Array.from({ length: PLACES }, (_, i) => (i < PLACES / 2 ? 1 : 0));
  const sample = randomFeeds(attentionGraph({ batch: 2, self: form, cross: form }))['sample'] ?? gate(0);
  const masks = { mutual_gate: gate(1), mask_gate: gate(1), source_mask: mask(half), target_mask: mask(half) };
  const { noise } = await run(form, { ...masks, sample });
  // The source changes outside of the thing alone.
  const other = Array.from(sample.numbers, (value, i) => (i < 64 && half[i % PLACES] === 0 ? value + 1 : value));
  const { noise: changed } = await run(form, { ...masks, sample: { ...sample, numbers: other } });
  const target = [...Array(64).keys()].map((i) => 64 + i);
  const isThing = (i: number) => half[i % PLACES] === 1;
  target.filter(isThing).forEach((i) => expect(changed[i]).toBeCloseTo(noise[i] ?? Number.NaN, 6));
  expect(target.some((i) => !isThing(i) && Math.abs((changed[i] ?? 0) - (noise[i] ?? 0)) > 1e-4)).toBe(true);
});
