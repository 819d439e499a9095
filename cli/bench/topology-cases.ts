import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sizeOf, tensor, type Tensor } from '../../src/engine/tensor/tensor.ts';
import { CommandFailure } from '../support/command-failure.ts';

/** One small UNet that bench/topologies made, and what PyTorch says about it. */
export interface TopologyCase {
  /** `topology/export`. */
  readonly id: string;
  readonly topology: string;
  readonly exporter: string;
  /** 'converted': by onnxruntime's converter, from float32 and with float32 borders. */
  readonly precision: 'float32' | 'float16' | 'float16, converted';
  readonly latent: { readonly height: number; readonly width: number };
  readonly tokens: number;
  /** The exporter's file, to be read when it is needed. */
  readModel(): Promise<Uint8Array>;
  readReference(): Promise<TopologyReference>;
}

export interface TopologyReference {
  /** Inputs of rows [source, target] by canonical name, kept as tensors `rows/NAME`. */
  readonly rows: readonly string[];
  readonly gradient: readonly {
    readonly timestep: number;
    readonly name: string;
    /** By the names of the gradient graph's inputs. */
    readonly coefficients: Readonly<Record<string, number>>;
    readonly objective: number;
    /** Prefix of `sample`, `previous` and `noise_pred`. */
    readonly inputs: string;
    readonly gradient: string;
  }[];
  readonly controlled: readonly {
    readonly timestep: number;
    readonly name: string;
    /** Prefix of the control's inputs, of `noise_pred` and of `attention_maps`. */
    readonly inputs: string;
  }[];
  tensor(name: string): Tensor;
}

type Description = Pick<TopologyCase, 'topology' | 'exporter' | 'precision' | 'tokens'> & {
  readonly latent: readonly [height: number, width: number];
};

type ReferenceIndex = Omit<TopologyReference, 'tensor'> & {
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly offset: number }>>;
};

/** The cases below `folder`, by id. Files may be packed with gzip. */
export async function listTopologyCases(folder: string): Promise<readonly TopologyCase[]> {
  const files = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new CommandFailure(
      `There are no topologies in ${folder}: make them with bench/topologies/make.py, or name a folder by --cases.`,
      2,
      { cause: error },
    );
  });
  const descriptions = files.filter((file) => file.endsWith('.json') && basename(file) !== 'reference.json').sort();
  return Promise.all(
    descriptions.map(async (file) => {
      const id = file.slice(0, -'.json'.length);
      return { id, ...(await readTopologyCase(join(folder, id))) };
    }),
  );
}

/** The case whose description is at `stem` with `.json` behind it. */
export async function readTopologyCase(stem: string): Promise<Omit<TopologyCase, 'id'>> {
  const json = await readFile(`${stem}.json`, 'utf8').catch((error: unknown) => {
    throw new CommandFailure(`There is no topology ${stem}.json.`, 2, { cause: error });
  });
  // Written by bench/topologies/make.py, like the reference below.
  const description = JSON.parse(json) as Description;
  const [height, width] = description.latent;
  return {
    ...description,
    latent: { height, width },
    readModel: () => readPacked(`${stem}.onnx`),
    readReference: () => readReference(dirname(stem)),
  };
}

async function readReference(folder: string): Promise<TopologyReference> {
  const index = JSON.parse(await readFile(join(folder, 'reference.json'), 'utf8')) as ReferenceIndex;
  const bytes = await readPacked(join(folder, 'reference.bin'));
  const values = new Float32Array(bytes.slice().buffer);
  return {
    ...index,
    tensor: (name) => {
      const entry = index.tensors[name];
      if (entry === undefined) throw new CommandFailure(`${folder}/reference.json has no tensor ${name}.`, 2);
      return tensor(entry.shape, values.slice(entry.offset, entry.offset + sizeOf(entry.shape)));
    },
  };
}

async function readPacked(file: string): Promise<Uint8Array> {
  const plain = await readFile(file).catch(() => null);
  return new Uint8Array(plain ?? gunzipSync(await readFile(`${file}.gz`)));
}
