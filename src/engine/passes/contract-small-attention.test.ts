import { describe, expect, it } from 'vitest';
import { int, ints } from '../graph/attributes.ts';
import type { Graph, ValueName } from '../graph/graph.ts';
import { contractSmallAttention } from './contract-small-attention.ts';
import { expectSameOutputs, operatorsIn } from './testing/expect-same-outputs.ts';
import { builderWith } from './testing/graphs.ts';

/** softmax(q k^T) v of [2, length, heads, 4], with the transposes that exporters write. */
function attention(queries: number, keys: number, readsKeys = false): Graph {
  const builder = builderWith({ q: [2, queries, 3, 4], k: [2, keys, 3, 4], v: [2, keys, 3, 4] });
  const turned = (value: ValueName, perm: readonly number[]) =>
    builder.emit('Transpose', [value], { perm: ints(perm) });
  const k = turned('k', [0, 2, 3, 1]);
  const scores = builder.emit('MatMul', [turned('q', [0, 2, 1, 3]), k]);
  const weights = builder.emit('Softmax', [scores], { axis: int(-1) });
  const output = turned(builder.emit('MatMul', [weights, turned('v', [0, 2, 1, 3])]), [0, 2, 1, 3]);
  return builder.build({ outputs: readsKeys ? [output, k] : [output] });
}

describe('contractSmallAttention', () => {
  it('takes transposes into the products', async () => {
    const graph = attention(5, 7);
    const contracted = contractSmallAttention(graph);
    expect(operatorsIn(contracted)).toEqual(['Einsum', 'Softmax', 'Einsum']);
    await expectSameOutputs(contracted, graph);
  });

  it('leaves a transpose that something else reads', async () => {
    const graph = attention(5, 7, true);
    const contracted = contractSmallAttention(graph);
    expect(operatorsIn(contracted)).toEqual(['Transpose', 'Einsum', 'Softmax', 'Einsum']);
    await expectSameOutputs(contracted, graph);
  });

  it('leaves large products to MatMul', () => {
    const graph = attention(2048, 2048);
    expect(operatorsIn(contractSmallAttention(graph))).toEqual(operatorsIn(graph));
  });
});
