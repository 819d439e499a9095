import { expect, test } from 'vitest';
import { EngineFailure } from '../protocol/errors.ts';
import { toEngineFailure } from './engine-failure.ts';

const OTHERWISE = { code: 'pack/corrupt-file', parameters: { file: 'unet/model.onnx' } } as const;

test.each([
  ['Program Transpose requires f16 but the device does not support it.', 'pack/unsupported'],
  ['GPU device lost', 'device/lost'],
  ['std::bad_alloc', 'device/out-of-memory'],
  ['protobuf parsing failed', 'pack/corrupt-file'],
])('%j is %s', (message, code) => {
  expect(toEngineFailure(new Error(message), OTHERWISE).error.code).toBe(code);
});

test('float16 on a device without it says what to do', () => {
  const { error } = toEngineFailure(new Error('shader_helper.cc: Program Cast requires f16 but the device'), OTHERWISE);
  expect(error.parameters['reason']).toContain('take it in float32, or run on the CPU');
});

test('a failure that is one already passes unchanged', () => {
  const failure = new EngineFailure('run/cancelled');
  expect(toEngineFailure(failure, OTHERWISE)).toBe(failure);
});
