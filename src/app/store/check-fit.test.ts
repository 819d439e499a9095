import { expect, it } from 'vitest';
import { getKnownPack, KNOWN_PACK_IDS } from '../../protocol/known-packs.ts';
import { checkFit, sortByFit, type DeviceFacts } from './check-fit.ts';

const GPU: DeviceFacts = { gpu: 'real', hasFloat16: true, largestBufferBytes: 2 ** 31, memoryBytes: 8 * 2 ** 30 };
const SD_TURBO = getKnownPack('sd-turbo').needs;

it('a GPU with float16 and large buffers may run SD-Turbo', () => {
  expect(checkFit(SD_TURBO, GPU)).toEqual({ verdict: 'unsure', problems: [] });
});

it('each limit that is too low is named', () => {
  expect(checkFit(SD_TURBO, { ...GPU, largestBufferBytes: 2 ** 27 }).problems).toEqual(['buffer-too-small']);
  expect(checkFit(SD_TURBO, { ...GPU, memoryBytes: 2 * 2 ** 30 }).problems).toEqual(['memory-too-small']);
  expect(checkFit(SD_TURBO, { ...GPU, gpu: 'software' }).problems).toEqual(['no-gpu']);
});

it('without float16 the weights are widened to float32, which takes twice the room', () => {
  const device = { ...GPU, hasFloat16: false, memoryBytes: 6 * 2 ** 30 };
  expect(checkFit(SD_TURBO, { ...device, hasFloat16: true }).problems).toEqual([]);
  expect(checkFit(SD_TURBO, device).problems).toEqual(['memory-too-small']);
  expect(checkFit(SD_TURBO, { ...device, memoryBytes: null, largestBufferBytes: 2 ** 29 }).problems).toEqual([
    'buffer-too-small',
  ]);
});

it('a browser that says 8 GB may have more', () => {
  expect(checkFit(getKnownPack('sdxl-turbo').needs, GPU).verdict).toBe('unsure');
});

it('a small pack runs without a GPU', () => {
  const small = { float16: false, memoryBytes: 3e8, largestBufferBytes: 1e7 };
  expect(checkFit(small, { gpu: 'none', hasFloat16: false, largestBufferBytes: 0, memoryBytes: null }).verdict).toBe(
    'fits',
  );
});

it('the pack that fits comes first: without float16 and with less memory the float32 one', () => {
  const packs = KNOWN_PACK_IDS.map((id) => ({ id, needs: getKnownPack(id).needs }));
  expect(sortByFit(packs, GPU)[0]?.id).toBe('sd-turbo');
  expect(sortByFit(packs, { ...GPU, hasFloat16: false, memoryBytes: 6 * 2 ** 30 })[0]?.id).toBe('lcm-dreamshaper-v7');
  expect(sortByFit(packs, { ...GPU, memoryBytes: 4 * 2 ** 30, largestBufferBytes: 2 ** 29 })[0]?.id).toBe('sd-turbo');
});
