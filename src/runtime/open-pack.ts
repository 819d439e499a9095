import type { Autoencoder, Denoiser, TextModel } from '../engine/edit/ports.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { createAutoencoder } from './autoencoder.ts';
import { buildClipTokenizerFiles } from './clip-tokenizer-files.ts';
import { loadCompiledDenoiser, type DenoiserGraph, type LoadedDenoiser } from './compiled-denoiser.ts';
import { createDenoiser } from './denoiser.ts';
import { openJoinedGraphs } from './joined-graphs.ts';
import { readModelBytes } from './model-bytes.ts';
import { parseJsonRecord, readPackFile, readPackJson } from './pack-file.ts';
import type { PackReader } from './pack-reader.ts';
import { readManifest } from './read-manifest.ts';
import { createRunQueue } from './run-queue.ts';
import type { RuntimeHost } from './runtime-host.ts';
import { readScheduler, type PackScheduler } from './scheduler.ts';
import { openSession, type ModelBytes, type Session } from './session.ts';
import { createTextModel } from './text-model.ts';

/** A pack whose models can run: the ports of the mathematics, and what the pack says about itself. */
export interface OpenedRuntime {
  readonly manifest: PackManifest;
  readonly denoiser: Denoiser;
  readonly autoencoder: Autoencoder;
  readonly text: TextModel;
  readonly scheduler: PackScheduler;
  readonly compiled: LoadedDenoiser;
  /** Seconds to read, compile where needed, and create the sessions. */
  readonly seconds: number;
  /** Frees every session; the ports must not be used afterwards. */
  release(): Promise<void>;
}

export interface OpenPackOptions {
  /** Sessions of the denoiser to create right away; the others are created when first needed. */
  readonly prepare?: readonly DenoiserGraph[];
}

/**
 * Opens a pack in the layout of diffusers (`unet/`, `vae_encoder/`, `vae_decoder/`, `text_encoder/`, `tokenizer/`) with a
 * `pack.json`. Throws `EngineFailure`: `pack/missing-file`, `pack/corrupt-file`, `pack/unsupported`, `graph/unsupported-operator`, `device/*`.
 */
export async function openPack(
  host: RuntimeHost,
  reader: PackReader,
  { prepare = ['forward', 'gradient', 'controlled'] }: OpenPackOptions = {},
): Promise<OpenedRuntime> {
  const started = host.nowSeconds();
  const manifest = await readManifest(reader);
  await readPackJson(reader, manifest, 'model_index.json', host.digest);
  const schedulerConfig = await readPackJson(reader, manifest, 'scheduler/scheduler_config.json', host.digest);
  const scheduler = readScheduler(schedulerConfig, manifest.recommended);
  const tokenizerFiles = await readTokenizerFiles(host, reader, manifest);
  const tokenizer = await host.createTokenizer(tokenizerFiles);

  const queue = createRunQueue();
  const sessions: Session[] = [];
  const open = async (file: string, bytes: ModelBytes): Promise<Session> => {
    const session = await openSession(host, queue, file, bytes);
    sessions.push(session);
    return session;
  };
  const release = async (): Promise<void> => {
    await Promise.all(sessions.splice(0).map((session) => session.release()));
  };

  try {
    const read = (folder: string) => readModelBytes(host, reader, manifest, folder);
    const openModel = async (folder: string) => open(`${folder}/model.onnx`, await read(folder));
    const [textEncoder, vaeEncoder, vaeDecoder] = await Promise.all([
      openModel('text_encoder'),
      openModel('vae_encoder'),
      openModel('vae_decoder'),
    ]);
    const unet = await read('unet');
    const compiled = await loadCompiledDenoiser(reader, manifest, unet);
    const openGraph = async (graph: DenoiserGraph) => open(`compiled/${graph}.onnx`, await compiled.graph(graph));
    const openJoined = openJoinedGraphs(compiled, (bytes) => open('compiled/', bytes));
    const denoiser = createDenoiser(compiled.signature, host.sharesWeights === true ? openJoined : openGraph);
    await denoiser.prepare(prepare);
    return {
      manifest,
      denoiser,
      autoencoder: createAutoencoder(vaeEncoder, vaeDecoder, manifest.latent.scalingFactor),
      text: createTextModel(textEncoder, tokenizer, tokenizerFiles, manifest.text.maxTokens),
      scheduler,
      compiled,
      seconds: host.nowSeconds() - started,
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function readTokenizerFiles(host: RuntimeHost, reader: PackReader, manifest: PackManifest) {
  const read = (path: string) => readPackFile(reader, manifest, path, host.digest);
  const vocabulary = parseJsonRecord(await read('tokenizer/vocab.json'), 'tokenizer/vocab.json');
  const merges = new TextDecoder().decode(await read('tokenizer/merges.txt'));
  const config = await readPackJson(reader, manifest, 'tokenizer/tokenizer_config.json', host.digest);
  return buildClipTokenizerFiles(vocabulary as Record<string, number>, merges, config);
}
