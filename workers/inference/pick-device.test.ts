import { expect, test } from 'vitest';
import { EngineFailure } from '../../src/protocol/errors.ts';
import { pickDevice } from './pick-device.ts';

/** A GPU with one adapter of the given description, or with none. */
function gpuWith(info: Partial<GPUAdapterInfo> | null): GPU {
  const adapter = info && {
    info: { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...info },
  };
  return { requestAdapter: () => Promise.resolve(adapter) } as unknown as GPU;
}

const REAL = gpuWith({ vendor: 'nvidia', architecture: 'hopper' });
const SWIFTSHADER = gpuWith({ vendor: 'google', architecture: 'swiftshader' });
const FALLBACK = gpuWith({ vendor: 'acme', isFallbackAdapter: true });
const LLVMPIPE = gpuWith({ vendor: 'mesa', description: 'llvmpipe (LLVM 19.1, 256 bits)' });

test.each([
  ['a real adapter computes on it', 'auto', REAL, { kind: 'webgpu', reason: 'gpu', detail: 'nvidia hopper' }],
  [
    'a software adapter by its architecture is not used',
    'auto',
    SWIFTSHADER,
    { kind: 'wasm', reason: 'software-adapter' },
  ],
  ['a software adapter by its description is not used', 'auto', LLVMPIPE, { kind: 'wasm', reason: 'software-adapter' }],
  ['a fallback adapter is not used', 'auto', FALLBACK, { kind: 'wasm', reason: 'software-adapter' }],
  ['no adapter leaves WASM', 'auto', gpuWith(null), { kind: 'wasm', reason: 'no-adapter' }],
  ['a browser without WebGPU leaves WASM', 'auto', undefined, { kind: 'wasm', reason: 'no-adapter' }],
  ['WASM can be forced where there is a GPU', 'wasm', REAL, { kind: 'wasm', reason: 'forced' }],
  [
    'WebGPU can be forced on a software adapter',
    'webgpu',
    SWIFTSHADER,
    { kind: 'webgpu', reason: 'forced', detail: 'google swiftshader' },
  ],
] as const)('%s', async (_, asked, gpu, expected) => {
  expect(await pickDevice(asked, gpu)).toMatchObject(expected);
});

test('forcing WebGPU without an adapter fails as device/no-webgpu', async () => {
  const failure = pickDevice('webgpu', gpuWith(null));
  await expect(failure).rejects.toBeInstanceOf(EngineFailure);
  await expect(failure).rejects.toMatchObject({ error: { code: 'device/no-webgpu' } });
});
