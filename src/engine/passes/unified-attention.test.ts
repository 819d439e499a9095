import { expect, it } from 'vitest';
import { findAttention } from '../analysis/find-attention.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph, type Value } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { controlLayout } from './control-attention.ts';
import { attentionGraph, inlineWeights, randomFeeds, type AttentionForm } from './testing/graphs.ts';
import { unifiedAttention } from './unified-attention.ts';

const CASES = (['scaled-operands', 'folded-heads', 'einsum'] as const).flatMap((form) =>
  // A graph that its file fixes to one row gets the others by copies.
  [3, 1].map((batch) => ({ form, batch })),
);
const TOKENS = 3;
/** Numbers of a row of the latent. */
const ROW = 64;

const vector = (...numbers: readonly number[]): Value => ({ dtype: 'float32', shape: [numbers.length], numbers });
const all = (value: number) => vector(...Array<number>(TOKENS).fill(value));

const CONTROL = {
  word_map: { dtype: 'float32', shape: [TOKENS, TOKENS], numbers: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  word_alpha: all(1),
  equalizer: all(1),
  cross_gate: all(1),
  self_gate: vector(0),
} as const satisfies Record<string, Value>;

async function run(form: AttentionForm, batch: number, changes: Readonly<Record<string, Value>>) {
  const graph = inlineWeights(attentionGraph({ batch, self: form, cross: form }));
  const controlled = controlLayout(graph, findAttention(graph), unifiedAttention);
  verifyGraph(controlled, { infer: inferNode });
  const feeds: Readonly<Record<string, Value>> = { ...randomFeeds(controlled), ...CONTROL, ...changes };
  const outputs = await runGraph(controlled, feeds);
  const noise = Array.from(outputs['noise_pred']?.numbers ?? []);
  expect(outputs['attention_maps']?.shape[0]).toBe(3);
  const plain = inlineWeights(attentionGraph({ batch: 3, self: form, cross: form }));
  const own = Object.fromEntries(plain.inputs.map(({ name }) => [name, feeds[name] ?? vector()]));
  const unedited = Array.from((await runGraph(plain, own))['noise_pred']?.numbers ?? []);
  const rowsOf = (numbers: readonly number[]) => [0, 1, 2].map((row) => numbers.slice(row * ROW, (row + 1) * ROW));
  return { rows: rowsOf(noise), unedited: rowsOf(unedited) };
}

/** Rows of an input, by the rows of what it would be. */
function takeRows(form: AttentionForm, name: string, rows: readonly number[]): Value {
  const value = randomFeeds(attentionGraph({ batch: 3, self: form, cross: form }))[name] ?? vector();
  const numbers = Array.from(value.numbers);
  const size = numbers.length / 3;
  return { ...value, numbers: rows.flatMap((row) => numbers.slice(row * size, (row + 1) * size)) };
}

function expectClose(found: readonly number[] = [], expected: readonly number[] = []): void {
  expect(found).toHaveLength(ROW);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5));
}

it.each(CASES)(
  'with gates of 0 the target is as it was, and the source always ($form, batch $batch)',
  async (options) => {
    const { rows, unedited } = await run(options.form, options.batch, { cross_gate: all(0) });
    expectClose(rows[0], unedited[0]);
    expectClose(rows[2], unedited[2]);
    const { rows: controlled } = await run(options.form, options.batch, { self_gate: vector(1) });
    expectClose(controlled[0], unedited[0]);
    expect(controlled[2]).not.toEqual(unedited[2]);
  },
);

it.each(CASES)(
  'a layout at the same latent and words is the source while all attend as it does ($form, batch $batch)',
  async ({ form, batch }) => {
    const rows = {
      sample: takeRows(form, 'sample', [0, 0, 2]),
      encoder_hidden_states: takeRows(form, 'encoder_hidden_states', [0, 0, 2]),
    };
    const early = await run(form, batch, { ...rows, self_gate: vector(1) });
    expectClose(early.rows[1], early.rows[0]);
    const late = await run(form, batch, rows);
    expect(late.rows[1]).not.toEqual(late.rows[0]);
  },
);

it.each(CASES)('the target attends to its words as the layout does ($form, batch $batch)', async ({ form, batch }) => {
  const rows = { encoder_hidden_states: takeRows(form, 'encoder_hidden_states', [0, 1, 2]) };
  const { rows: before } = await run(form, batch, rows);
  const changed = { encoder_hidden_states: takeRows(form, 'encoder_hidden_states', [0, 2, 2]) };
  expect((await run(form, batch, changed)).rows[2]).not.toEqual(before[2]);
  const { rows: alone } = await run(form, batch, { ...rows, word_alpha: all(0) });
  const { rows: same } = await run(form, batch, { ...changed, word_alpha: all(0) });
  expectClose(same[2], alone[2]);
});

it('needs three rows', () => {
  const graph = attentionGraph({ batch: 2 });
  expect(() => controlLayout(graph, findAttention(graph), unifiedAttention)).toThrow('makes 3, the graph has 2');
});
