import { describe, expect, it } from 'vitest';
import { int, ints } from '../graph/attributes.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Graph, ValueName } from '../graph/graph.ts';
import { foldScales } from './fold-scales.ts';
import { expectSameOutputs, operatorsIn } from './testing/expect-same-outputs.ts';
import { builderWith } from './testing/graphs.ts';

const [ROWS, PLACES, WIDTH, HEADS] = [2, 3, 8, 2] as const;

function weight(builder: GraphBuilder, seed: number): ValueName {
  return builder.float(
    Array.from({ length: WIDTH * WIDTH }, (_, i) => Math.sin(seed + i)),
    [WIDTH, WIDTH],
  );
}

/** q k^T of two linear layers over x, by heads; `scale` writes the factors. */
function scoresGraph(
  scale: (builder: GraphBuilder, operands: { q: ValueName; k: ValueName }) => ValueName,
  readsQueries = false,
): Graph {
  const builder = builderWith({ x: [ROWS, PLACES, WIDTH] });
  const byHead = (value: ValueName, perm: readonly number[]) => {
    const heads = builder.emit('Reshape', [value, builder.ints([ROWS, PLACES, HEADS, WIDTH / HEADS])]);
    return builder.emit('Transpose', [heads], { perm: ints(perm) });
  };
  const queries = builder.emit('MatMul', ['x', weight(builder, 1)]);
  const q = byHead(queries, [0, 2, 1, 3]);
  const k = byHead(builder.emit('MatMul', ['x', weight(builder, 2)]), [0, 2, 3, 1]);
  const scores = scale(builder, { q, k });
  return builder.build({ outputs: readsQueries ? [scores, queries] : [scores] });
}

const onOperands = (builder: GraphBuilder, { q, k }: { q: ValueName; k: ValueName }) => {
  const half = builder.float(0.5, [1]);
  return builder.emit('MatMul', [builder.emit('Mul', [q, half]), builder.emit('Div', [k, builder.float(4)])]);
};
const onScores = (builder: GraphBuilder, { q, k }: { q: ValueName; k: ValueName }) =>
  builder.emit('Mul', [builder.float(0.25), builder.emit('MatMul', [q, k])]);

describe('foldScales', () => {
  it('takes the factors of both operands into their layers', async () => {
    const graph = scoresGraph(onOperands);
    const folded = foldScales(graph);
    const left = operatorsIn(folded);
    expect(left.filter((op) => op === 'Gemm')).toHaveLength(2);
    expect(left.filter((op) => op === 'Mul' || op === 'Div')).toEqual([]);
    await expectSameOutputs(folded, graph);
  });

  it('takes the factor of the scores into the layer of the queries', async () => {
    const graph = scoresGraph(onScores);
    const folded = foldScales(graph);
    expect(folded.nodes.flatMap(({ op, attributes }) => (op === 'Gemm' ? [attributes['alpha']?.value] : []))).toEqual([
      0.25,
    ]);
    expect(operatorsIn(folded)).not.toContain('Mul');
    await expectSameOutputs(folded, graph);
  });

  it('leaves a layer whose result something else reads', () => {
    const graph = scoresGraph(onScores, true);
    expect(operatorsIn(foldScales(graph))).toEqual(operatorsIn(graph));
  });

  it('scales the bias of a Gemm too', async () => {
    const builder = builderWith({ x: [PLACES, WIDTH] });
    const layer = builder.emit('Gemm', ['x', weight(builder, 3), builder.float(Array(WIDTH).fill(2), [WIDTH])]);
    const graph = builder.build({ outputs: [builder.emit('Mul', [layer, builder.float(3)])] });
    const folded = foldScales(graph);
    expect(operatorsIn(folded)).toEqual(['Gemm']);
    await expectSameOutputs(folded, graph);
  });

  it('takes the factor of turned keys into the layer that computes them turned', async () => {
    const builder = builderWith({ x: [PLACES, WIDTH] });
    const turned = builder.emit('Gemm', [weight(builder, 4), 'x'], { transA: int(1), transB: int(1) });
    const byHead = builder.emit('Reshape', [turned, builder.ints([1, HEADS, WIDTH / HEADS, PLACES])]);
    const graph = builder.build({ outputs: [builder.emit('Mul', [byHead, builder.float(0.5)])] });
    const folded = foldScales(graph);
    expect(operatorsIn(folded)).toEqual(['Gemm', 'Reshape']);
    await expectSameOutputs(folded, graph);
  });
});
