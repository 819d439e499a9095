import { expect, it } from 'vitest';
import { float, int } from '../graph/attributes.ts';
import type { Graph } from '../graph/graph.ts';
import { opsetOf } from '../graph/opset.ts';
import { differentiate } from './differentiate.ts';
import { normalizeRows } from './normalize-rows.ts';
import { simplify } from './simplify.ts';
import { expectSameNumbers, operatorCounts } from './testing/compare-graphs.ts';
import { builderWith } from './testing/graphs.ts';

/** F = sum(w xhat) of groups whose scale is `scale`. */
function groups(scale: number): { readonly graph: Graph; readonly objective: string } {
  const builder = builderWith({ x: [1, 2, 12], w: [1, 2, 12] });
  const affine = [builder.float([scale, scale]), builder.float([0, 0])];
  const normal = builder.emit('InstanceNormalization', ['x', ...affine], { epsilon: float(0.25) });
  const weighted = builder.emit('Mul', [normal, 'w']);
  const objective = builder.emit('ReduceSum', [weighted, builder.ints([0, 1, 2])], { keepdims: int(0) });
  return { graph: builder.build({ outputs: [objective] }), objective };
}

it('normalises once for the value and its derivative', async () => {
  const { graph, objective } = groups(1);
  const request = { objective, wrt: [{ value: 'x', output: 'gradient' }] } as const;
  const plain = simplify(differentiate(graph, request));
  const byRows = simplify(differentiate(normalizeRows(graph), request));
  expect(operatorCounts(plain)).toMatchObject({ InstanceNormalization: 1, LayerNormalization: 1 });
  expect(operatorCounts(byRows)['InstanceNormalization']).toBeUndefined();
  expect(operatorCounts(byRows)['LayerNormalization']).toBe(1);
  await expectSameNumbers(plain, byRows);
});

it('leaves a normalisation with a scale', () => {
  const { graph } = groups(2);
  expect(normalizeRows(graph).nodes).toEqual(graph.nodes);
});

it.each([
  [12, 12],
  [13, 17],
  [16, 17],
  [18, 18],
])('makes opset %i into %i', async (opset, expected) => {
  const { graph } = groups(1);
  const older = { ...graph, opsets: { ...graph.opsets, '': opset } };
  const byRows = normalizeRows(older);
  expect(opsetOf(byRows)).toBe(expected);
  expect(operatorCounts(byRows)['LayerNormalization']).toBe(expected < 17 ? undefined : 1);
  if (opset >= 13) await expectSameNumbers(older, byRows);
});

it('leaves rows that are longer than it was told', () => {
  const { graph } = groups(1);
  expect(operatorCounts(normalizeRows(graph, 12))['LayerNormalization']).toBe(1);
  expect(normalizeRows(graph, 11).nodes).toEqual(graph.nodes);
});
