import { expect, test } from 'vitest';
import { constantFrom } from '../engine/graph/constants.ts';
import { writeModel } from '../engine/onnx/write-model.ts';
import { castTo } from '../engine/ops/emission.ts';
import { builderWith } from '../engine/passes/testing/graphs.ts';
import { encodeElements } from '../engine/tensor/elements.ts';
import { tensor } from '../engine/tensor/tensor.ts';
import type { OrtModule } from './ort-module.ts';
import { openSession } from './session.ts';
import { createTaskQueue } from './task-queue.ts';
import { widenModel } from './widen-model.ts';

const [ROWS, COLUMNS] = [64, 48];
/** Exporters do not align weights. */
const OFFSET = 3;

test.each<['wasm' | 'webgpu', () => Promise<OrtModule>]>([
  ['wasm', () => import('onnxruntime-web/wasm')],
  ['webgpu', () => import('onnxruntime-web/webgpu')],
])('a float16 model runs on %s without float16, its weights widened exactly as they are read', async (device, load) => {
  const weights = Array.from({ length: ROWS * COLUMNS }, (_, i) => ((i * 37) % 256) / 128 - 1);
  const halves = encodeElements('float16', weights);
  const file = new Uint8Array(OFFSET + halves.byteLength);
  file.set(halves, OFFSET);

  const builder = builderWith({ x: [1, ROWS] });
  const type = { dtype: 'float16', shape: [ROWS, COLUMNS] } as const;
  const weight = builder.addConstant({
    kind: 'external',
    type,
    location: 'w',
    offset: OFFSET,
    length: halves.byteLength,
  });
  const doubled = builder.emit('Mul', [
    castTo(builder, 'x', 'float16'),
    builder.addConstant(constantFrom('float16', [], [2])),
  ]);
  const y = castTo(builder, builder.emit('MatMul', [doubled, weight]), 'float32');
  const model = widenModel({
    model: writeModel(builder.build({ outputs: [y] })),
    externalData: [{ path: 'w', data: file }],
  });
  expect(model.externalData.map(({ path }) => path)).toEqual(['w.float32']);

  const host = { ort: await load(), sessionOptions: { executionProviders: [device] }, nowSeconds: () => 0 };
  const session = await openSession(host, createTaskQueue(), 'half', model);
  // Rounded to float16 it would be 0.1000366.
  const x = tensor([1, ROWS], new Float32Array(ROWS).fill(0.1));
  const { [y]: found } = await session.run({ x }, [y]);
  const expected = Array.from({ length: COLUMNS }, (_, column) =>
    weights.reduce((sum, value, i) => (i % COLUMNS === column ? sum + 0.2 * value : sum), 0),
  );
  const errors = expected.map((value, i) => Math.abs((found?.data[i] ?? Number.NaN) - value));
  expect(Math.max(...errors)).toBeLessThan(1e-5);
  await session.release();
});
