import { sizeOf, tensor, type Tensor } from '../../src/engine/tensor/tensor.ts';

/** What bench/packs/reference.py writes: a run of diffusers' own pipeline, step by step. */
export interface PackReference {
  readonly prompt: string;
  readonly guidance: number;
  /** Class of the scheduler that ran. */
  readonly scheduler: string;
  /** Of each tokenizer. */
  readonly tokenIds: readonly (readonly number[])[];
  /** Noisiest first; step i fed `i/sample` to the UNet, got `i/output`, under guidance made `i/guided` of it, and may have drawn `fresh/i`. */
  readonly timesteps: readonly number[];
  has(name: string): boolean;
  tensor(name: string): Tensor;
}

type Index = Omit<PackReference, 'has' | 'tensor'> & {
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly offset: number }>>;
};

/** `index`: text of the JSON file; `bytes`: the float32 numbers beside it. */
export function parsePackReference(index: string, bytes: ArrayBuffer): PackReference {
  const { tensors, ...run } = JSON.parse(index) as Index;
  const floats = new Float32Array(bytes);
  return {
    ...run,
    has: (name) => name in tensors,
    tensor(name) {
      const entry = tensors[name];
      if (entry === undefined) throw new RangeError(`the reference has no tensor ${name}`);
      return tensor(entry.shape, floats.slice(entry.offset, entry.offset + sizeOf(entry.shape)));
    },
  };
}
