import { expect, it } from 'vitest';
import { opsetOf } from '../graph/opset.ts';
import { lowerOpset } from './lower-opset.ts';
import { builderWith } from './testing/graphs.ts';

function graphOf(op: string, opset: number) {
  const builder = builderWith({ x: [2, 3] });
  const graph = builder.build({ outputs: [builder.emit('Sigmoid', ['x'])] });
  const nodes = graph.nodes.map((node) => ({ ...node, op }));
  return { ...graph, nodes, opsets: { ...graph.opsets, '': opset } };
}

it.each([
  ['Sigmoid', 18, 18],
  ['Sigmoid', 20, 20],
  ['Sigmoid', 23, 20],
  // It means something else since 21.
  ['GroupNormalization', 21, 21],
  ['RMSNormalization', 23, 23],
] as const)('%s of opset %i becomes one of %i', (op, opset, expected) => {
  expect(opsetOf(lowerOpset(graphOf(op, opset)))).toBe(expected);
});
