import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { SourceRow } from '../engine/ports.ts';
import { tensor } from '../engine/tensor/tensor.ts';
import { createSourceMemory, type KeptRow } from './source-memory.ts';

const ROW_BYTES = 16 + 8 + 4 * 10;

/** Rows of a trajectory by the same words, and values of 10 numbers that note when they are released. */
function createRows() {
  const released: string[] = [];
  const hiddenStates = tensor([1], new Float32Array(1));
  const trajectoryOf = (steps: number) => Array.from({ length: steps }, () => tensor([4], new Float32Array(4)));
  const row = (trajectory: SourceRow['trajectory'], step: number, guidance = 1): SourceRow => {
    const latent = trajectory[step];
    if (latent === undefined) throw new RangeError(`no step ${step}`);
    return { latent, trajectory, conditioning: { hiddenStates, guidance } };
  };
  const kept = (name: string): KeptRow => ({
    noise: tensor([4], new Float32Array(4)),
    maps: tensor([2], new Float32Array(2)),
    values: {
      keys: {
        value: new Tensor('float32', new Float32Array(10), [10]),
        byteLength: 40,
        release: () => void released.push(name),
      },
    },
  });
  return { trajectoryOf, row, kept, released, hiddenStates };
}

describe('createSourceMemory', () => {
  it('knows a row by its latent, its timestep and its words', async () => {
    const { trajectoryOf, row, kept } = createRows();
    const memory = createSourceMemory(1000);
    const photo = trajectoryOf(1);
    const value = kept('a');
    memory.add(row(photo, 0), 259, value);
    const find = (source: SourceRow, timestep = 259) => memory.use(source, timestep, async (found) => found);
    expect(await find(row(photo, 0))).toBe(value);
    expect(memory.usedBytes).toBe(ROW_BYTES);
    expect(await find(row(photo, 0), 499)).toBeNull();
    expect(await find(row(photo, 0, 2))).toBeNull();
    expect(await find(row(trajectoryOf(1), 0))).toBeNull();
    const other = { hiddenStates: tensor([1], new Float32Array(1)), guidance: 1 };
    expect(await find({ ...row(photo, 0), conditioning: other })).toBeNull();
    const { conditioning } = row(photo, 0);
    const added = { ...conditioning, added: { text_embeds: tensor([1], new Float32Array(1)) } };
    expect(await find({ ...row(photo, 0), conditioning: added })).toBeNull();
  });

  it('replaces what it has of a row', async () => {
    const { trajectoryOf, row, kept, released } = createRows();
    const memory = createSourceMemory(1000);
    const photo = trajectoryOf(1);
    memory.add(row(photo, 0), 259, kept('old'));
    const value = kept('new');
    memory.add(row(photo, 0, 2), 259, value);
    expect(released).toEqual(['old']);
    expect(await memory.use(row(photo, 0, 2), 259, async (found) => found)).toBe(value);
    expect(memory.usedBytes).toBe(ROW_BYTES);
  });

  it('makes room by rows of another photo, oldest first, and not by those of the same', () => {
    const { trajectoryOf, row, kept, released } = createRows();
    const memory = createSourceMemory(3 * ROW_BYTES);
    const [first, second] = [trajectoryOf(2), trajectoryOf(4)];
    memory.add(row(first, 0), 1, kept('first 0'));
    memory.add(row(first, 1), 2, kept('first 1'));
    memory.add(row(second, 0), 1, kept('second 0'));
    memory.add(row(second, 1), 2, kept('second 1'));
    expect(released).toEqual(['first 0']);
    memory.add(row(second, 2), 3, kept('second 2'));
    memory.add(row(second, 3), 4, kept('second 3'));
    expect(released).toEqual(['first 0', 'first 1', 'second 3']);
    expect(memory.usedBytes).toBe(3 * ROW_BYTES);
  });

  it('releases what is in use when the use has ended, however it ends', async () => {
    const { trajectoryOf, row, kept, released } = createRows();
    const memory = createSourceMemory(1000);
    const photo = trajectoryOf(1);
    memory.add(row(photo, 0), 259, kept('a'));
    const use = memory.use(row(photo, 0), 259, async () => {
      memory.clear();
      expect([released, memory.usedBytes]).toEqual([[], 0]);
      throw new RangeError('the run failed');
    });
    await expect(use).rejects.toThrow('the run failed');
    expect(released).toEqual(['a']);
    expect(await memory.use(row(photo, 0), 259, async () => 'found')).toBeNull();
  });

  it('is open while there is room and nobody closed it', () => {
    const { trajectoryOf, row, kept, released } = createRows();
    let hasRoom = false;
    const memory = createSourceMemory(1000, () => hasRoom);
    expect(memory.isOpen).toBe(false);
    hasRoom = true;
    expect(memory.isOpen).toBe(true);
    memory.add(row(trajectoryOf(1), 0), 259, kept('a'));
    memory.close();
    expect([memory.isOpen, memory.usedBytes, released]).toEqual([false, 0, ['a']]);
  });
});
