import { denoiserOfVelocity } from '../engine/diffusion/prediction.ts';
import type { GuidanceKind } from '../engine/stages/edit-context.ts';
import type { Autoencoder, Denoiser, TextModel } from '../engine/ports.ts';
import type { Graph } from '../engine/graph/graph.ts';
import type { DenoiserSignature } from '../engine/compiler/denoiser-signature.ts';
import { NOISE_OUTPUT } from '../engine/passes/normalize-inputs.ts';
import { LATENT_MEAN } from '../engine/passes/take-latent-mean.ts';
import { sizeOf } from '../engine/tensor/tensor.ts';
import type { GraphCapture } from '../protocol/engine.ts';
import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { adaptModel, isHalfPrecision } from './adapt-model.ts';
import { createAutoencoder, createPreviewDecoder, DECODED_IMAGE, staticDecoder, staticEncoder } from './autoencoder.ts';
import { loadCompiledDenoiser, nameGraph, type LoadedDenoiser, type RunGraph } from './compiled-denoiser.ts';
import { createDenoiser } from './denoiser.ts';
import { openGpuGraph } from './gpu-graphs.ts';
import { readModelBytes, type PackModel } from './model-bytes.ts';
import { openText } from './open-text.ts';
import { checkNotBlack, createOutputCheck, type PackPart } from './output-check.ts';
import { damagedFile } from '../packs/damaged-file.ts';
import { readPackJson, totalBytesOf } from '../packs/pack-file.ts';
import type { PackReader } from '../packs/pack-reader.ts';
import { readManifest } from '../packs/read-manifest.ts';
import { requireMemoryToWiden } from './require-memory.ts';
import { createResidency } from './residency.ts';
import { createSourceMemory } from './source-memory.ts';
import { createTaskQueue } from './task-queue.ts';
import type { RuntimeHost } from './runtime-host.ts';
import { readScheduler, type PackScheduler } from '../packs/scheduler.ts';
import { widenModel } from './widen-model.ts';
import { openSession, type ModelBytes, type Session } from './session.ts';
import {
  compiledFile,
  compiledPath,
  DENOISER_GRAPHS,
  graphPath,
  PACK_FOLDERS,
  SCHEDULER_CONFIG,
  type DenoiserGraph,
} from '../packs/pack-layout.ts';
import { guidanceOf, SAMPLINGS } from '../packs/samplings.ts';

/** A pack whose models can run: the engine's ports, and the manifest. */
export interface LoadedPack {
  readonly manifest: PackManifest;
  readonly denoiser: Denoiser;
  readonly autoencoder: Autoencoder;
  readonly text: TextModel;
  readonly scheduler: PackScheduler;
  readonly guidance: GuidanceKind;
  readonly compiled: LoadedDenoiser;
  /** On a graphics card: how each graph runs that was opened so far, by its file. */
  readonly captures: ReadonlyMap<string, GraphCapture>;
  /** Seconds to read, compile where needed, and create the sessions. */
  readonly seconds: number;
  /** Creates the session that other words for an edited photo run in, ahead of their first run; nothing where none was edited. */
  prepareLaterWords(): Promise<void>;
  /**
   * Creates the session of the gradient ahead of the first method that needs it, as a task for `whenIdle`; nothing where there is no room for it
   * beside those of an edit.
   */
  prepareGradient(whenIdle: (task: () => Promise<void>) => Promise<void>): Promise<void>;
  /** Frees every session; the ports must not be used afterwards. */
  release(): Promise<void>;
}

export interface LoadPackOptions {
  /** Sessions of the denoiser to create right away; the others are created when first needed. */
  readonly prepare?: readonly DenoiserGraph[];
  /** What `readManifest` or `detectPack` found; left out, `pack.json` is read. */
  readonly manifest?: PackManifest;
  /** Verdicts of an earlier visit (`LoadedPack.captures`): these graphs are not tried again. */
  readonly captures?: ReadonlyMap<string, GraphCapture>;
}

/**
 * Files of a pack up to this size are all asked for at once. A larger pack's UNet is read when the other weights have been
 * handed over, so that memory never holds them all twice.
 */
const SMALL_BYTES = 64 * 2 ** 20;

/** Source rows that are kept: four steps of Stable Diffusion's size are 330 MB. */
const SOURCE_ROWS_BYTES = 512 * 2 ** 20;

/** Weights of sessions beside each other on a CPU, where each has its own copy, in WebAssembly within 4 GiB and cast to float32. */
const CPU_SESSIONS_BYTES = 2 ** 30;

const GRADIENT = compiledPath(compiledFile('gradient'));

/**
 * Loads a pack in the layout of diffusers (`unet/`, `vae_encoder/`, `vae_decoder/`, `text_encoder/`, `tokenizer/`, SDXL's `text_encoder_2/`
 * and `tokenizer_2/`), described by `pack.json` or by `manifest`. Throws `EngineFailure`: `pack/missing-file`, `pack/corrupt-file`,
 * `pack/unsupported`, `pack/needs-memory`, `graph/unsupported-operator`, `device/*`.
 */
export async function loadPack(
  host: RuntimeHost,
  reader: PackReader,
  { prepare = DENOISER_GRAPHS, manifest: given, captures: known }: LoadPackOptions = {},
): Promise<LoadedPack> {
  const started = host.nowSeconds();
  const manifest = given ?? (await readManifest(reader));
  const scheduler = readScheduler(await readSchedulerConfig(host, reader, manifest), manifest.recommended);

  await requireMemoryToWiden(host, reader, manifest);
  const isSmall = totalBytesOf(manifest.files) <= SMALL_BYTES;
  // One for all sessions: the asyncify build of onnxruntime-web keeps one suspended stack, so that two overlapping runs hang or
  // corrupt its memory.
  const queue = createTaskQueue();
  const sessions: Session[] = [];
  const captures = new Map(known);
  const { gpu } = host;
  // Known when the UNet is compiled.
  let laterWordsBytes = Infinity;
  const hasRoomFor = (bytes: number): boolean =>
    residency === null ? bytes <= CPU_SESSIONS_BYTES : residency.hasRoomFor(bytes);
  const memory = createSourceMemory(SOURCE_ROWS_BYTES, () => hasRoomFor(laterWordsBytes));
  const residency = gpu === undefined ? null : createResidency(gpu.budget, memory);
  const keep = (session: Session): Session => {
    sessions.push(session);
    return session;
  };
  const widens = host.widensHalves === true;
  const fit = (bytes: ModelBytes): ModelBytes => (widens ? widenModel(bytes) : bytes);
  const computesInHalves = (model: PackModel): boolean => !widens && isHalfPrecision(model);
  const open = async (file: string, bytes: ModelBytes): Promise<Session> => {
    // A gradient gains a quarter of its time by folded weights, and nobody waits for it.
    const optimises = !(host.optimisesSlowly === true && isSmall) || file === GRADIENT;
    return keep(await openSession(host, queue, file, { ...fit(bytes), optimises }));
  };
  /** A graph whose inputs and outputs are float32 of static shapes. */
  const openStatic = async (file: string, bytes: ModelBytes, output: string): Promise<Session> => {
    if (gpu === undefined) return open(file, bytes);
    return keep(await openGpuGraph({ host, gpu, queue, captures }, { file, bytes: fit(bytes), output }));
  };
  const release = async (): Promise<void> => {
    memory.close();
    await residency?.release();
    await Promise.all(sessions.splice(0).map((session) => session.release()));
  };

  try {
    const { latent } = manifest;
    const isOnGpu = gpu !== undefined;
    const openAdapted = async (
      folder: Exclude<PackPart, typeof PACK_FOLDERS.unet | typeof PACK_FOLDERS.textEncoder>,
      rewrite: (graph: Graph) => Graph,
      output: string,
    ) => {
      const file = graphPath(folder);
      const model = await readModelBytes(host, reader, manifest, folder);
      const isHalf = computesInHalves(model);
      const session = await openStatic(file, adaptModel(file, model, rewrite), output);
      return { session, isHalf, check: createOutputCheck(folder, isHalf, isOnGpu) };
    };
    const rewriteDecoder = (graph: Graph) => staticDecoder(graph, manifest);
    const readUnet = () => readModelBytes(host, reader, manifest, PACK_FOLDERS.unet);
    const [text, vaeEncoder, vaeDecoder, early] = await Promise.all([
      openText(host, reader, manifest, open),
      openAdapted(PACK_FOLDERS.vaeEncoder, (graph) => staticEncoder(graph, manifest), LATENT_MEAN),
      openAdapted(PACK_FOLDERS.vaeDecoder, rewriteDecoder, DECODED_IMAGE),
      isSmall ? readUnet() : null,
    ]);
    const unet = early ?? (await readUnet());
    const compiled = await loadCompiledDenoiser(reader, manifest, unet);
    const sizes = widens && isHalfPrecision(unet) ? widenSizes(compiled.signature) : compiled.signature;
    laterWordsBytes = sumLaterWords(sizes, manifest.recommended.steps);
    const openCompiled = async (graph: RunGraph): Promise<Session> => {
      const file = nameGraph(graph);
      if (gpu === undefined || residency === null) return open(file, await compiled.graph(graph));
      const session = residency.add({
        bytes: residentBytes(sizes, graph),
        open: async () =>
          openGpuGraph(
            { host, gpu, queue, captures },
            { file, bytes: fit(await compiled.graph(graph)), output: NOISE_OUTPUT },
          ),
      });
      await session.prepare();
      return session;
    };
    const openGraph = (graph: RunGraph): Promise<Session> =>
      openCompiled(graph).catch((error: unknown) => {
        throw compiled.origin === 'pack' ? error : blameUnet(error);
      });
    const check = createOutputCheck(PACK_FOLDERS.unet, computesInHalves(unet), isOnGpu);
    const model = createDenoiser(compiled.signature, openGraph, { check, memory });
    await model.prepare(prepare);
    return {
      manifest,
      denoiser: scheduler.prediction === 'epsilon' ? model : denoiserOfVelocity(model, scheduler.schedule),
      autoencoder: createAutoencoder(
        vaeEncoder.session,
        vaeDecoder.session,
        latent,
        {
          encoder: vaeEncoder.check,
          decoder: vaeDecoder.check,
          picture: (photo, decoded) => checkNotBlack(photo, decoded, vaeDecoder.isHalf, isOnGpu),
        },
        manifest.preview === undefined
          ? null
          : createPreviewDecoder(
              () => openAdapted(PACK_FOLDERS.previewDecoder, rewriteDecoder, DECODED_IMAGE),
              manifest.preview,
            ),
      ),
      text,
      scheduler,
      guidance: guidanceOf(scheduler.sampling, compiled.signature.timestepCond !== null),
      compiled,
      captures,
      prepareLaterWords: async () => {
        if (memory.usedBytes > 0) await model.prepare(['target']);
      },
      prepareGradient: async (whenIdle) => {
        if (!hasRoomFor(laterWordsBytes + residentBytes(sizes, 'gradient'))) return;
        // Ahead of the task, which is then nothing but the session.
        await compiled.graph('gradient');
        await whenIdle(() => model.prepare(['gradient']));
      },
      seconds: host.nowSeconds() - started,
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

type DenoiserSizes = Pick<DenoiserSignature, 'sourceValues'> & {
  readonly report: Pick<DenoiserSignature['report'], 'weightBytes' | 'peakBytes'>;
};

/** What `residentBytes` reads, of a float16 denoiser that is computed in float32. */
function widenSizes({ report, sourceValues }: DenoiserSignature): DenoiserSizes {
  const { weightBytes, peakBytes } = report;
  return {
    report: { weightBytes: 2 * weightBytes, peakBytes: { ...peakBytes, shipped: 2 * peakBytes.shipped } },
    sourceValues,
  };
}

/** Weights, and the activations that stay: a gradient's for its backward part, the source row's. Others are small beside both. */
function residentBytes({ report: { weightBytes, peakBytes }, sourceValues }: DenoiserSizes, graph: RunGraph): number {
  const activations = {
    forward: 0,
    gradient: peakBytes.shipped,
    controlled: bytesOf(sourceValues),
    target: bytesOf(sourceValues),
    mutual: 0,
    injected: 0,
    unified: 0,
    'text-gradient': peakBytes.shipped,
  };
  return weightBytes + activations[graph];
}

/** What has to fit for later words to pay: the sessions of a whole edit and `target`, and the source rows of all steps. */
function sumLaterWords(signature: DenoiserSizes, steps: number): number {
  const graphs = ['forward', 'controlled', 'target'] as const;
  const sessions = graphs.reduce((sum, graph) => sum + residentBytes(signature, graph), 0);
  return sessions + steps * bytesOf(signature.sourceValues);
}

/** At most: sessions on a card keep what is computed in float16 in it. */
function bytesOf(values: DenoiserSignature['sourceValues']): number {
  const sizes = Object.values(values).map((shape) => Float32Array.BYTES_PER_ELEMENT * sizeOf(shape));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** What was compiled here is no file of the pack: if it cannot be opened, the UNet that it was made of is damaged. */
function blameUnet(error: unknown): unknown {
  const isDamage = error instanceof EngineFailure && error.error.code === 'pack/corrupt-file';
  return isDamage ? damagedFile(graphPath(PACK_FOLDERS.unet), {}, error) : error;
}

async function readSchedulerConfig(host: RuntimeHost, reader: PackReader, manifest: PackManifest) {
  const isListed = manifest.files.some(({ path }) => path === SCHEDULER_CONFIG);
  const { sampling } = manifest.recommended;
  if (!isListed && sampling !== undefined) return SAMPLINGS[sampling].usualScheduler;
  return readPackJson(reader, manifest, SCHEDULER_CONFIG, host.digest);
}
