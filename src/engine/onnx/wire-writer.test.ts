import { expect, it } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { readModel } from './read-model.ts';
import { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';
import { writeModel } from './write-model.ts';

it('nests a message of 200,000 chunks', () => {
  const count = 200_000;
  const inner = new WireWriter();
  const chunk = new Uint8Array(64).fill(7);
  for (let i = 0; i < count; i++) inner.raw(chunk);
  const outer = new WireWriter();
  outer.message(inner);
  const content = new WireReader(outer.finish()).chunk();
  expect(content.length).toBe(count * chunk.length);
  expect(content.every((byte) => byte === 7)).toBe(true);
});

it('writes a graph of 200,000 chunks', () => {
  // A chunk for each name, and one for what stands before it.
  const count = 50_000;
  // Names long enough to be chunks of their own.
  const nameOf = (i: number): string => `${'/block'.repeat(12)}/value_${i}`;
  const nodes = Array.from({ length: count }, (_, i) => ({
    op: 'Identity',
    domain: '',
    name: '',
    inputs: [nameOf(i)],
    outputs: [nameOf(i + 1)],
    attributes: {},
  }));
  const type = { dtype: 'float32', shape: [1] } as const;
  const graph: Graph = {
    name: 'long',
    opsets: { '': 18 },
    inputs: [{ name: nameOf(0), type }],
    outputs: [{ name: nameOf(count), type }],
    constants: new Map(),
    nodes,
    types: new Map(),
  };
  const read = readModel(writeModel(graph));
  expect(read.nodes.length).toBe(count);
  expect(read.nodes.at(-1)).toEqual(nodes.at(-1));
});
