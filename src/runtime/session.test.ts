import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { int } from '../engine/graph/attributes.ts';
import { writeModel } from '../engine/onnx/write-model.ts';
import { builderWith } from '../engine/passes/testing/graphs.ts';
import { tensor } from '../engine/tensor/tensor.ts';
import { openSession } from './session.ts';
import { createTaskQueue } from './task-queue.ts';

it('an output in float16 is read in float32', async () => {
  const builder = builderWith({ x: [2, 2] });
  const half = builder.emit('Cast', ['x'], { to: int(10) });
  const model = writeModel(builder.build({ outputs: [half] }));
  const host = { ort: { InferenceSession, Tensor }, sessionOptions: {}, nowSeconds: () => 0 };
  const session = await openSession(host, createTaskQueue(), 'half.onnx', { model, externalData: [] });
  // Of ten bits behind the point: 1 + 2^-11 is halfway to the next, and goes to the even one.
  const outputs = await session.run({ x: tensor([2, 2], Float32Array.of(1, -0.5, 1 + 2 ** -11, 3)) }, [half]);
  expect(outputs[half]).toEqual(tensor([2, 2], Float32Array.of(1, -0.5, 1, 3)));
  await session.release();
});
