import { describe, expect, it } from 'vitest';
import { int, ints } from '../graph/attributes.ts';
import type { Graph } from '../graph/graph.ts';
import { differentiate } from './differentiate.ts';
import { simplify } from './simplify.ts';
import { expectSameNumbers, operatorCounts } from './testing/compare-graphs.ts';
import { builderWith } from './testing/graphs.ts';
import { turnProducts } from './turn-products.ts';

const [TOKENS, HEADS, WIDTH] = [6, 2, 3];

/** Self-attention without its linear layer at the end, F = sum(O^2), and dF/dx. */
function attentionGradient(rows: number): Graph {
  const channels = HEADS * WIDTH;
  const matrix: readonly number[] = [channels, channels];
  const builder = builderWith({ x: [rows, TOKENS, channels], q: matrix, k: matrix, v: matrix });
  const byHead = (weight: string, perm: readonly number[]): string => {
    const heads = builder.ints([rows, TOKENS, HEADS, WIDTH]);
    const split = builder.emit('Reshape', [builder.emit('MatMul', ['x', weight]), heads]);
    return builder.emit('Transpose', [split], { perm: ints(perm) });
  };
  const scores = builder.emit('MatMul', [byHead('q', [0, 2, 1, 3]), byHead('k', [0, 2, 3, 1])]);
  const weights = builder.emit('Softmax', [scores], { axis: int(-1) });
  const output = builder.emit('MatMul', [weights, byHead('v', [0, 2, 1, 3])]);
  const squares = builder.emit('Mul', [output, output]);
  const objective = builder.emit('ReduceSum', [squares, builder.ints([0, 1, 2, 3])], { keepdims: int(0) });
  const graph = builder.build({ outputs: [objective] });
  return simplify(differentiate(graph, { objective, wrt: [{ value: 'x', output: 'gradient' }] }));
}

describe('turnProducts', () => {
  it('leaves one transposition each of queries, keys, values and the cotangent of the queries', async () => {
    const plain = attentionGradient(1);
    const turned = simplify(turnProducts(plain));
    expect(operatorCounts(plain)['Transpose']).toBe(10);
    expect(operatorCounts(turned)['Transpose']).toBe(6);
    await expectSameNumbers(plain, turned);
  });

  it('leaves two rows as they are', () => {
    const plain = attentionGradient(2);
    expect(operatorCounts(turnProducts(plain))).toEqual(operatorCounts(plain));
  });
});
