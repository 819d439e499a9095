import { Blob } from 'node:buffer';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { constantFrom } from '../graph/constants.ts';
import type { Constant, Graph } from '../graph/graph.ts';
import { emptyGraph } from '../graph/testing/empty-graph.ts';
import { memorySource, type ByteSource } from './byte-source.ts';
import { checkWeightFiles, weightFilesOf } from './check-weight-files.ts';
import { extractSkeleton } from './extract-skeleton.ts';
import { readModel } from './read-model.ts';
import { WireWriter } from './wire-writer.ts';
import { writeModel } from './write-model.ts';

const WEIGHTS = Float32Array.from({ length: 40_000 }, (_, i) => Math.sin(i));
const BIAS = Float32Array.from({ length: 64 }, (_, i) => i / 7);

/** y = x + weight, with a bias, a table of integers and a reference into another file. */
function sampleGraph(): Graph {
  const type = { dtype: 'float32', shape: [200, 200] } as const;
  return {
    ...emptyGraph({ x: type }),
    constants: new Map<string, Constant>([
      ['weight', constantFrom('float32', [200, 200], WEIGHTS)],
      ['bias', constantFrom('float32', [64], BIAS)],
      [
        'table',
        constantFrom(
          'int64',
          [500],
          Array.from({ length: 500 }, (_, i) => i - 250),
        ),
      ],
      ['other', { kind: 'external', type, location: 'weights.pb', offset: 2 ** 33, length: 160_000 }],
    ]),
    nodes: [{ op: 'Add', domain: '', name: 'add', inputs: ['x', 'weight'], outputs: ['y'], attributes: {} }],
    outputs: [{ name: 'y', type }],
  };
}

/** Counts the bytes that are read. */
function counted(source: ByteSource): ByteSource & { readonly bytesRead: () => number } {
  let total = 0;
  return {
    size: source.size,
    bytesRead: () => total,
    read: async (offset, length) => {
      total += length;
      return source.read(offset, length);
    },
  };
}

/** A model file whose only initialiser has `length` bytes of raw data: what stands before, and behind them. */
function hugeModel(length: number): { readonly head: Uint8Array; readonly tail: Uint8Array } {
  const tensor = new WireWriter();
  for (const extent of [length / 4]) {
    tensor.tag(1, 0);
    tensor.varint(extent);
  }
  tensor.tag(2, 0);
  tensor.varint(1);
  tensor.tag(8, 2);
  tensor.string('huge');
  tensor.tag(9, 2);
  tensor.varint(length);
  const node = new WireWriter();
  node.tag(4, 2);
  node.string('Neg');
  node.tag(1, 2);
  node.string('huge');
  node.tag(2, 2);
  node.string('y');
  const tail = new WireWriter();
  tail.tag(1, 2);
  tail.message(node);
  const graph = new WireWriter();
  graph.tag(5, 2);
  graph.varint(tensor.length + length);
  graph.raw(tensor.finish());
  const opset = new WireWriter();
  opset.tag(2, 0);
  opset.varint(17);
  const head = new WireWriter();
  head.tag(1, 0);
  head.varint(8);
  head.tag(8, 2);
  head.message(opset);
  head.tag(7, 2);
  head.varint(graph.length + length + tail.length);
  head.raw(graph.finish());
  return { head: head.finish(), tail: tail.finish() };
}

describe('extractSkeleton', () => {
  it('keeps the structure and small constants, and refers to the weights where they lie', async () => {
    const file = writeModel(sampleGraph());
    const source = counted(memorySource(file));
    const skeleton = await extractSkeleton(source, 'model.onnx');
    const { constants, nodes } = readModel(skeleton);
    const weight = constants.get('weight');
    if (weight?.kind !== 'external') throw new Error('the weight is inline');
    expect(weight.location).toBe('model.onnx');
    const bytes = file.slice(weight.offset, weight.offset + weight.length);
    expect(new Float32Array(bytes.buffer)).toEqual(WEIGHTS);
    const original = readModel(file);
    expect(nodes).toEqual(original.nodes);
    for (const name of ['bias', 'table', 'other']) {
      expect(constants.get(name)).toEqual(original.constants.get(name));
    }
    expect(skeleton.length).toBeLessThan(6000);
    expect(source.bytesRead()).toBeLessThan(20_000);
  });

  it('reads a model out of the slices of a Blob', async () => {
    const file = writeModel(sampleGraph());
    const blob = new Blob([new Uint8Array(1000), file]).slice(1000);
    const source: ByteSource = {
      size: blob.size,
      read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
    };
    expect(await extractSkeleton(source, 'm')).toEqual(await extractSkeleton(memorySource(file), 'm'));
  });

  it('reads a model of more than 4 GB, whose structure lies behind the weights', async () => {
    const length = 5 * 2 ** 30;
    const { head, tail } = hugeModel(length);
    const folder = await mkdtemp(join(tmpdir(), 'skeleton-'));
    const handle = await open(join(folder, 'model.onnx'), 'w+');
    try {
      await handle.write(head, 0, head.length, 0);
      // A hole: the file takes no space on disk.
      await handle.write(tail, 0, tail.length, head.length + length);
      const source = counted({
        size: (await handle.stat()).size,
        read: async (offset, count) => {
          const bytes = new Uint8Array(count);
          const { bytesRead } = await handle.read(bytes, 0, count, offset);
          return bytes.subarray(0, bytesRead);
        },
      });
      const graph = readModel(await extractSkeleton(source, 'model.onnx'));
      expect(graph.constants.get('huge')).toEqual({
        kind: 'external',
        type: { dtype: 'float32', shape: [length / 4] },
        location: 'model.onnx',
        offset: head.length,
        length,
      });
      expect(graph.nodes.map(({ op, inputs }) => [op, ...inputs])).toEqual([['Neg', 'huge']]);
      expect(source.bytesRead()).toBeLessThan(20_000);
      expect(() => checkWeightFiles(graph, new Map([['model.onnx', source.size]]))).not.toThrow();
      await handle.truncate(2 ** 32);
      const cut = { size: 2 ** 32, read: source.read };
      await expect(extractSkeleton(cut, 'model.onnx')).rejects.toThrow(/ends \d+ bytes too early/);
    } finally {
      await handle.close();
      await rm(folder, { recursive: true });
    }
  });

  it('says of every truncated file that it ends too early', async () => {
    const file = writeModel(sampleGraph());
    for (const length of [1, 30, 100, 5000, file.length - 1000, file.length - 1]) {
      const cut = extractSkeleton(memorySource(file.subarray(0, length)), 'model.onnx').then(readModel);
      await expect(cut).rejects.toMatchObject({ code: 'graph/truncated' });
    }
  });

  it.each([
    ['a picture', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]],
    ['an archive', [0x50, 0x4b, 0x03, 0x04, 0x14, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0]],
    ['a safetensors file', [0x58, 2, 0, 0, 0, 0, 0, 0, ...new TextEncoder().encode('{"weight":{"dtype":"F32"}}')]],
    ['a text', [...new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0')]],
  ])('refuses %s', async (_, bytes) => {
    const foreign = extractSkeleton(memorySource(Uint8Array.from(bytes)), 'model.onnx').then(readModel);
    await expect(foreign).rejects.toMatchObject({ name: 'GraphError' });
  });
});

describe('checkWeightFiles', () => {
  const graph = readModel(writeModel(sampleGraph()));

  it('names a weight file that is missing', () => {
    expect(weightFilesOf(graph)).toEqual(['weights.pb']);
    expect(() => checkWeightFiles(graph, new Map())).toThrow('weight file weights.pb is missing');
  });

  it('says how long a truncated weight file is', () => {
    expect(() => checkWeightFiles(graph, new Map([['weights.pb', 2 ** 33]]))).toThrow(
      /has 8589934592 bytes, but other/,
    );
  });
});
