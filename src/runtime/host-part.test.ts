import { expect, test } from 'vitest';
import { writeModel } from '../engine/onnx/write-model.ts';
import { splitHostPart } from '../engine/passes/split-host-part.ts';
import { builderWith } from '../engine/passes/testing/graphs.ts';
import { tensor } from '../engine/tensor/tensor.ts';
import { STARTER_HOST } from '../../test/starter-host.ts';
import { withHostPart } from './host-part.ts';
import { openSession, type Feeds, type Session } from './session.ts';
import { createTaskQueue } from './task-queue.ts';

/** x floor(3 t) + gate */
function timedGraph() {
  const builder = builderWith({ x: [1, 2], t: [1], gate: [1, 2] });
  const wave = builder.emit('Floor', [builder.emit('Mul', ['t', builder.float(3)])]);
  const sum = builder.emit('Add', [builder.emit('Mul', ['x', wave]), 'gate']);
  return builder.build({ outputs: [sum] });
}

test('a session without its host part takes the inputs of the whole graph, and computes the same', async () => {
  const graph = timedGraph();
  const [{ name: output } = { name: '' }] = graph.outputs;
  const { graph: rest, host } = splitHostPart(graph);
  const session = await openSession(STARTER_HOST, createTaskQueue(), 'rest', {
    model: writeModel(rest),
    externalData: [],
  });
  const fed: Feeds[] = [];
  const watched: Session = {
    ...session,
    run: (feeds, outputs) => {
      fed.push(feeds);
      return session.run(feeds, outputs);
    },
  };
  const whole = withHostPart(watched, host);
  const results: (readonly number[])[] = [];
  for (const t of [1.5, 0.5, 1.5]) {
    const feeds = {
      x: tensor([1, 2], Float32Array.of(1, 2)),
      t: tensor([1], Float32Array.of(t)),
      gate: tensor([1, 2], Float32Array.of(10, 20)),
    };
    const { [output]: sum } = await whole.run(feeds, [output]);
    results.push([...(sum?.data ?? [])]);
  }
  await whole.release();
  expect(results).toEqual([
    [14, 28],
    [11, 22],
    [14, 28],
  ]);
  // What was computed for a timestep is the same tensor when it comes again.
  const waves = fed.map((feeds) => feeds[host?.graph.outputs[0]?.name ?? '']);
  expect(waves[2]).toBe(waves[0]);
  expect(waves[1]).not.toBe(waves[0]);
});
