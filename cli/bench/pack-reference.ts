import { readFile } from 'node:fs/promises';
import { sizeOf, tensor, type Tensor } from '../../src/engine/tensor/tensor.ts';

/** What bench/packs/reference.py writes: a run of diffusers' own pipeline, step by step. */
export interface PackReference {
  readonly prompt: string;
  readonly guidance: number;
  /** Class of the scheduler that ran. */
  readonly scheduler: string;
  /** Of each tokenizer. */
  readonly tokenIds: readonly (readonly number[])[];
  /** Noisiest first; step i fed `i/sample` to the UNet, got `i/output`, and may have drawn `fresh/i`. */
  readonly timesteps: readonly number[];
  has(name: string): boolean;
  tensor(name: string): Tensor;
}

type Index = Omit<PackReference, 'has' | 'tensor'> & {
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly offset: number }>>;
};

/** Reads `stem.json` and `stem.bin`. */
export async function readPackReference(stem: string): Promise<PackReference> {
  const index = JSON.parse(await readFile(`${stem}.json`, 'utf8')) as Index;
  const floats = new Float32Array(new Uint8Array(await readFile(`${stem}.bin`)).buffer);
  return {
    ...index,
    has: (name) => name in index.tensors,
    tensor(name) {
      const entry = index.tensors[name];
      if (entry === undefined) throw new RangeError(`${stem}.json has no tensor ${name}`);
      return tensor(entry.shape, floats.slice(entry.offset, entry.offset + sizeOf(entry.shape)));
    },
  };
}
