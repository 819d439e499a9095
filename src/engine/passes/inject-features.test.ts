import { expect, it } from 'vitest';
import { findAttention } from '../analysis/find-attention.ts';
import type { Graph } from '../graph/graph.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph, type Value } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { controlAttention } from './control-attention.ts';
import { injectFeatures } from './inject-features.ts';
import { dropSourceOutputs } from './mutual-self-attention.ts';
import { blockGraph, inlineWeights, randomFeeds } from './testing/graphs.ts';

const gate = (value: number): Value => ({ dtype: 'float32', shape: [1], numbers: [value] });

/** Of both rows, of two or of the copies that a graph of one row gets. */
const ROWS = [2, 1] as const;

function inject(graph: Graph): Graph {
  const result = dropSourceOutputs(controlAttention(graph, findAttention(graph), injectFeatures));
  verifyGraph(result, { infer: inferNode });
  return result;
}

async function run(batch: 1 | 2, feature: number, attention: number, changes: Readonly<Record<string, Value>> = {}) {
  const graph = inject(inlineWeights(blockGraph(batch)));
  const feeds = { ...randomFeeds(graph), ...changes };
  const gates = { feature_gate: gate(feature), attention_gate: gate(attention) };
  const outputs = await runGraph(graph, { ...feeds, ...gates });
  const plain = inlineWeights(blockGraph(2));
  const own = Object.fromEntries(plain.inputs.map(({ name }) => [name, feeds[name] ?? gate(0)]));
  const noise = Array.from(outputs['noise_pred']?.numbers ?? []);
  const unedited = Array.from((await runGraph(plain, own))['noise_pred']?.numbers ?? []);
  return { source: noise.slice(0, noise.length / 2), target: noise.slice(noise.length / 2), noise, unedited };
}

it('the features of a site are what the residual block before it adds', () => {
  const graph = blockGraph(1);
  const [self] = findAttention(graph).filter(({ kind }) => kind === 'self');
  expect(self?.features?.value).toBe('block/conv2_out');
  expect(graph.nodes[self?.features?.node ?? -1]?.op).toBe('Add');
});

it.each(ROWS)('gates of 0 change no bit (batch %i)', async (batch) => {
  const { noise, unedited } = await run(batch, 0, 0);
  expect(noise.length).toBeGreaterThan(0);
  // Copies of one row sum in an order of their own.
  const tolerance = batch === 2 ? 0 : 1e-5;
  const errors = noise.map((value, i) => Math.abs(value - (unedited[i] ?? Number.NaN)));
  expect(Math.max(...errors)).toBeLessThanOrEqual(tolerance);
});

it.each(ROWS)('the source row stays, and each gate moves the target (batch %i)', async (batch) => {
  const none = await run(batch, 0, 0);
  const [features, attention] = [await run(batch, 1, 0), await run(batch, 0, 1)];
  expect(features.source).toEqual(none.source);
  expect(attention.source).toEqual(none.source);
  expect(features.target).not.toEqual(none.target);
  expect(attention.target).not.toEqual(none.target);
});

it.each(ROWS)('equal rows stay as they are (batch %i)', async (batch) => {
  const twice = (name: string): Value => {
    const { dtype, shape, numbers } = randomFeeds(blockGraph(2))[name] ?? gate(0);
    const row = Array.from(numbers).slice(0, numbers.length / 2);
    return { dtype, shape, numbers: [...row, ...row] };
  };
  const rows = { sample: twice('sample'), encoder_hidden_states: twice('encoder_hidden_states') };
  const { source, target } = await run(batch, 1, 1, rows);
  expect(target).toEqual(source);
});
