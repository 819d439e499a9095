/** What `python -m renoir_training.reference` writes: inputs and outputs of the starter's tokenizer and UNet, by transformers and PyTorch. */
import { sizeOf, tensor, type Tensor } from '../src/engine/tensor/tensor.ts';

export interface GradientCase {
  readonly timestep: number;
  readonly name: string;
  /** By the names of the gradient graph's inputs. */
  readonly coefficients: Readonly<Record<'drift' | 'noise' | 'l1' | 'l2' | 'prior' | 'prior_mean', number>>;
  readonly objective: number;
  /** Prefix of `sample`, `previous` and `noise_pred`. */
  readonly inputs: string;
  readonly gradient: string;
}

export interface ControlledCase {
  readonly timestep: number;
  readonly name: string;
  /** Prefix of the control's inputs and of `noise_pred` and `attention_maps`. */
  readonly inputs: string;
}

interface TokenizedCase {
  readonly text: string;
  /** From BOS to EOS, without padding. */
  readonly ids: readonly number[];
}

interface FixtureIndex {
  readonly unetDataSha256: string;
  readonly tokenized: readonly TokenizedCase[];
  readonly gradient: readonly GradientCase[];
  readonly controlled: readonly ControlledCase[];
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly offset: number }>>;
}

export interface ReferenceFixture {
  readonly tokenized: readonly TokenizedCase[];
  readonly gradient: readonly GradientCase[];
  readonly controlled: readonly ControlledCase[];
  tensor(name: string): Tensor;
}

/** Throws an Error when the fixture was made for other weights than `unetData`. */
export async function readReferenceFixture(
  json: string,
  values: Uint8Array,
  unetData: Uint8Array,
): Promise<ReferenceFixture> {
  // The file is our own, written by training/renoir_training/reference.py.
  const index = JSON.parse(json) as FixtureIndex;
  const digest = await sha256(unetData);
  if (digest !== index.unetDataSha256) {
    throw new Error(
      `starter-reference.json was made for other weights (sha256 ${index.unetDataSha256}, the pack has ${digest}): run ` +
        'python -m renoir_training.reference --pipeline DIR --pack public/models/starter --out test/fixtures',
    );
  }
  const floats = new Float32Array(values.slice().buffer);
  return {
    tokenized: index.tokenized,
    gradient: index.gradient,
    controlled: index.controlled,
    tensor: (name) => {
      const entry = index.tensors[name];
      if (entry === undefined) throw new Error(`starter-reference.json has no tensor ${name}`);
      return tensor(entry.shape, floats.slice(entry.offset, entry.offset + sizeOf(entry.shape)));
    },
  };
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes.slice().buffer);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
