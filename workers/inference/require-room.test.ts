import { expect, test } from 'vitest';
import { requireRoom } from './require-room.ts';

test('a pack that WebAssembly cannot hold needs a GPU, and its size is said', () => {
  const sdTurbo = { totalBytes: 2_648_000_000 };
  expect(() => requireRoom(sdTurbo, 'wasm')).toThrow(/pack\/needs-gpu.*2648000000/);
  expect(() => requireRoom(sdTurbo, 'webgpu')).not.toThrow();
  expect(() => requireRoom({ totalBytes: 18_000_000 }, 'wasm')).not.toThrow();
});
