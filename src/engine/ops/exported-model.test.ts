import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { verifyGraph } from '../graph/verify.ts';
import { readModel } from '../onnx/read-model.ts';
import { loadModel, runGraph, type Value } from '../onnx/testing/run-graph.ts';
import { writeModel } from '../onnx/write-model.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { inferNode } from './infer-node.ts';
import { bindAndFold } from './testing/bind-and-fold.ts';
import { seededRandom } from './testing/seeded-random.ts';

const SHAPES = { sample: [1, 4, 8, 12], timestep: [1], encoder_hidden_states: [1, 3, 6] };

// What PyTorch writes to compute shapes and scales; nothing of it may be left once the shapes are known.
const SHAPE_ARITHMETIC = new Set(['Shape', 'Gather', 'ConstantOfShape', 'Constant', 'Range', 'Equal', 'Where']);

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../../test/fixtures/onnx/${name}.onnx`, import.meta.url));
}

function randomFeeds(graph: Graph): Record<string, Value> {
  const random = seededRandom(3);
  return Object.fromEntries(
    graph.inputs.map(({ name, type }) => {
      const shape = SHAPES[name as keyof typeof SHAPES];
      return [
        name,
        { dtype: type.dtype, shape, numbers: Array.from({ length: sizeOf(shape) }, () => 2 * random() - 1) },
      ];
    }),
  );
}

async function outputOf(file: Uint8Array, feeds: Record<string, Value>): Promise<Value | undefined> {
  const runner = await loadModel(file);
  const { out_sample: output } = await runner.run(feeds);
  await runner.release();
  return output;
}

/** A graph as plain data. */
function content(graph: Graph): unknown {
  const plain = (_: string, value: unknown): unknown => {
    if (value instanceof Map) return [...value];
    return value instanceof Uint8Array ? value.join() : value;
  };
  return JSON.parse(JSON.stringify(graph, plain));
}

describe.each(['block-torchscript', 'block-dynamo'])('the exported model %s', (name) => {
  const file = fixture(name);
  const graph = readModel(file);
  const feeds = randomFeeds(graph);

  it('survives reading and writing', async () => {
    const copy = writeModel(graph);
    expect(content(readModel(copy))).toEqual(content(graph));
    expect(await outputOf(copy, feeds)).toEqual(await outputOf(file, feeds));
  });

  it('computes the same with static shapes and folded shape arithmetic', async () => {
    const bound = bindAndFold(graph, SHAPES);
    verifyGraph(bound, { infer: inferNode });
    expect(bound.nodes.map(({ op }) => op).filter((op) => SHAPE_ARITHMETIC.has(op))).toEqual([]);
    const { out_sample: found } = await runGraph(bound, feeds);
    const wanted = await outputOf(file, feeds);
    expect(found?.shape).toEqual([1, 4, 8, 12]);
    expect(wanted?.shape).toEqual([1, 4, 8, 12]);
    Array.from(wanted?.numbers ?? []).forEach((number, i) => expect(found?.numbers[i]).toBeCloseTo(number, 5));
  });
});
