import { EngineFailure, type EngineError } from '../protocol/errors.ts';

/** What onnxruntime says when the device is gone, full, or lacks something; everything else is the caller's `otherwise`. */
const DEVICE_MESSAGES = [
  {
    code: 'pack/unsupported',
    pattern: /requires f16 but the device/i,
    parameters: { reason: 'float16 weights on a graphics card without float16: take it in float32, or run on the CPU' },
  },
  {
    code: 'device/lost',
    parameters: {},
    pattern: /device.{0,20}lost|lost.{0,20}device|map_async_result|Instance (dropped|reference no longer)/i,
  },
  {
    code: 'device/out-of-memory',
    parameters: {},
    pattern: /out of memory|bad_alloc|Array buffer allocation failed|failed to allocate|maxBufferSize/i,
  },
] as const;

/** Reads any thrown value as an `EngineFailure`; one that already is one passes unchanged. */
export function toEngineFailure(error: unknown, otherwise: EngineError): EngineFailure {
  if (error instanceof EngineFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const device = DEVICE_MESSAGES.find(({ pattern }) => pattern.test(message));
  if (device !== undefined) return new EngineFailure(device.code, device.parameters, { cause: error });
  return new EngineFailure(otherwise.code, otherwise.parameters, { cause: error });
}
