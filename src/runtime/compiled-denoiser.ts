import { COMPILER_VERSION } from '../engine/compiler/compiler-version.ts';
import type { DenoiserSignature } from '../engine/compiler/denoiser-signature.ts';
import {
  compileDenoiser,
  RARE_GRAPHS,
  type CompileOptions,
  type RareGraph,
} from '../engine/compiler/compile-denoiser.ts';
import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { graphFailure } from '../packs/graph-failure.ts';
import { parseJsonRecord } from '../packs/pack-file.ts';
import type { PackReader } from '../packs/pack-reader.ts';
import type { PackModel } from './model-bytes.ts';
import type { ModelBytes } from './session.ts';
import {
  compiledFile,
  compiledPath,
  GRAPH_FILE,
  graphPath,
  PACK_FOLDERS,
  SIGNATURE_FILE,
  type DenoiserGraph,
} from '../packs/pack-layout.ts';

/** A graph of the denoiser: one that a pack holds, or one that is made when it is asked for. */
export type RunGraph = DenoiserGraph | RareGraph;

export interface LoadedDenoiser {
  readonly signature: DenoiserSignature;
  /** One graph with the pack's own weights. */
  graph(name: RunGraph): Promise<ModelBytes>;
  /** Where it came from: `compiled/` of the pack, or compiled just now. */
  readonly origin: 'pack' | 'compiled';
}

/** What of a manifest bears on the compiled form. */
type CompiledPack = Pick<PackManifest, 'files' | 'latent'> & { readonly text: Pick<PackManifest['text'], 'maxTokens'> };

const SIGNATURE = compiledPath(SIGNATURE_FILE);

/**
 * The compiled form of the pack's UNet: read from `compiled/` when its signature is of this compiler and of this very UNet,
 * otherwise compiled here, as one in another `folder` always is. Throws `EngineFailure` `graph/unsupported-operator` when the UNet cannot be compiled.
 */
export async function loadCompiledDenoiser(
  reader: PackReader,
  manifest: CompiledPack,
  unet: PackModel,
  folder: string = PACK_FOLDERS.unet,
): Promise<LoadedDenoiser> {
  const sha256 = manifest.files.find(({ path }) => path === graphPath(folder))?.sha256;
  const options = compileOptions(manifest, unet, sha256);
  const stored = folder === PACK_FOLDERS.unet ? await readSignature(reader) : null;
  if (stored !== null && isOf(stored, manifest, unet, sha256)) {
    const weights = selectWeights(unet, stored, folder);
    const read = keepRead(reader);
    return {
      signature: stored,
      origin: 'pack',
      graph: async (name) => ({
        model: isRare(name)
          ? compile(RARE_GRAPHS[name], options, folder)
          : await read(compiledPath(compiledFile(name))),
        externalData: weights,
      }),
    };
  }
  const compiled = compile(compileDenoiser, options, folder);
  const weights = selectWeights(unet, compiled.signature, folder);
  return {
    signature: compiled.signature,
    origin: 'compiled',
    graph: async (name) => ({
      model: isRare(name) ? compile(RARE_GRAPHS[name], options, folder) : compiled[name],
      externalData: weights,
    }),
  };
}

/** Reads each file once: a graph may be opened again, and read before it is opened. */
function keepRead(reader: PackReader): PackReader['read'] {
  const files = new Map<string, Promise<Uint8Array>>();
  return (path) => {
    const file = files.get(path) ?? reader.read(path);
    files.set(path, file);
    file.catch(() => files.delete(path));
    return file;
  };
}

/** What errors, and the verdicts of graphics cards, call it. */
export function nameGraph(graph: RunGraph): string {
  return compiledPath(`${graph}.onnx`);
}

function isRare(name: RunGraph): name is RareGraph {
  return Object.hasOwn(RARE_GRAPHS, name);
}

function compileOptions(manifest: CompiledPack, unet: PackModel, sha256: string | undefined): CompileOptions {
  return {
    model: unet.model,
    fileBytes: unet.fileBytes,
    fileName: GRAPH_FILE,
    latent: manifest.latent,
    tokens: manifest.text.maxTokens,
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

function compile<Result>(
  compiler: (options: CompileOptions) => Result,
  options: CompileOptions,
  folder: string,
): Result {
  try {
    return compiler(options);
  } catch (error) {
    throw graphFailure(error, graphPath(folder), 'graph/unsupported-operator');
  }
}

/** The checksum stands for the content: the manifest's own was verified, or is trusted, when the UNet was read. */
function isOf(
  { compilerVersion, source, latent: [channels, height, width], tokens }: DenoiserSignature,
  manifest: CompiledPack,
  unet: PackModel,
  sha256: string | undefined,
): boolean {
  return (
    compilerVersion === COMPILER_VERSION &&
    source.sizeBytes === unet.fileBytes &&
    source.sha256 === sha256 &&
    channels === manifest.latent.channels &&
    height === manifest.latent.height &&
    width === manifest.latent.width &&
    tokens === manifest.text.maxTokens
  );
}

/** The files that the compiled graphs refer to: the UNet's weight files, and the UNet itself for weights inside it. */
function selectWeights(
  unet: PackModel,
  { externalData }: DenoiserSignature,
  folder: string,
): ModelBytes['externalData'] {
  return externalData.map((path) => {
    const known = unet.externalData.find((file) => file.path === path)?.data;
    const data = known ?? (path === GRAPH_FILE ? unet.model : undefined);
    if (data === undefined) throw new EngineFailure('pack/missing-file', { file: `${folder}/${path}` });
    return { path, data };
  });
}

async function readSignature(reader: PackReader): Promise<DenoiserSignature | null> {
  try {
    const record = parseJsonRecord(await reader.read(SIGNATURE), SIGNATURE);
    // The fields of another format may be anything: its version is checked first.
    return record['formatVersion'] === 1 ? (record as unknown as DenoiserSignature) : null;
  } catch (error) {
    // A pack without a compiled form, or with a damaged one, is compiled here.
    if (error instanceof EngineFailure && error.error.code.startsWith('pack/')) return null;
    throw error;
  }
}
