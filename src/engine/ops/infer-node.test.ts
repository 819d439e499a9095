import { expect, it } from 'vitest';
import { ints, string } from '../graph/attributes.ts';
import { constantFrom } from '../graph/constants.ts';
import type { Attributes, Constant } from '../graph/graph.ts';
import { inferNode } from './infer-node.ts';

const constants = new Map<string, Constant>([
  ['none', constantFrom('float32', [2], [Number.NaN, 1])],
  ['vast', constantFrom('float32', [2], [1e30, 1])],
]);

it.each([
  ['an axis that is named twice', 'Unsqueeze', ['x'], { axes: ints([0, 0]) }, 'graph/invalid'],
  ['an extent that is no number', 'Resize', ['x', '', 'none'], { mode: string('nearest') }, 'graph/shape'],
  ['an extent beyond all integers', 'Resize', ['x', '', 'vast'], { mode: string('nearest') }, 'graph/shape'],
] as const)('%s is refused by name', (_, op, inputs, attributes: Attributes, code) => {
  const node = { op, domain: '', name: 'node', inputs, outputs: ['y'], attributes };
  const types = new Map([['x', { dtype: 'float32' as const, shape: [2, 3] }]]);
  expect(() => inferNode(node, types, constants, 11)).toThrow(expect.objectContaining({ code }));
});
