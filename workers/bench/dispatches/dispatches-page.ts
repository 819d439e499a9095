/** The page of `npm run bench -- dispatches`: sets `countDispatches`, which counts what each graph of a model dispatches. */
import { compileDenoiser, type CompileOptions } from '../../../src/engine/compiler/compile-denoiser.ts';
import { fuseForWebgpu } from '../../../src/engine/compiler/fuse-for-webgpu.ts';
import { readModel } from '../../../src/engine/onnx/read-model.ts';
import { writeModel } from '../../../src/engine/onnx/write-model.ts';
import { sizeOf, tensor } from '../../../src/engine/tensor/tensor.ts';
import { findManifest } from '../../../src/packs/find-manifest.ts';
import { DENOISER_GRAPHS, PACK_FOLDERS } from '../../../src/packs/pack-layout.ts';
import { adaptModel } from '../../../src/runtime/adapt-model.ts';
import { staticDecoder, staticEncoder } from '../../../src/runtime/autoencoder.ts';
import { readModelBytes } from '../../../src/runtime/model-bytes.ts';
import { openSession } from '../../../src/runtime/session.ts';
import { createTaskQueue } from '../../../src/runtime/task-queue.ts';
import { openDevice } from '../../inference/open-device.ts';
import { createWebHost } from '../../inference/web-host.ts';
import { openModel } from '../open-model.ts';
import { buildDecoder, buildEncoder } from '../random-model/build-autoencoder.ts';
import { buildUnet } from '../random-model/build-unet.ts';
import { MODEL_SIZES } from '../random-model/model-sizes.ts';
import { installDryGpu, type DispatchCounts } from './dry-gpu.ts';
import { emptyWeights, ZEROS_FILE } from './empty-weights.ts';

/** A pack below `pack/`, the file `pack/model.onnx` of a UNet alone, or one whose weights are invented. */
type AskedModel =
  | { readonly kind: 'pack' }
  | ({ readonly kind: 'file' } & Pick<CompileOptions, 'latent' | 'tokens'>)
  | { readonly kind: 'random'; readonly id: keyof typeof MODEL_SIZES };

const gpu = installDryGpu();

/** A UNet to compile, and the halves of the autoencoder as their sessions take them, where the model has one. */
interface ReadParts {
  readonly unet: CompileOptions;
  readonly autoencoder: Readonly<Partial<Record<'encode' | 'decode', Uint8Array>>>;
}

/** Of each compiled graph and of the autoencoder's, fused as for a session on a card, in one run that is not recorded. */
async function countDispatches(asked: AskedModel): Promise<Readonly<Record<string, DispatchCounts>>> {
  const host = createWebHost(await openDevice('webgpu'));
  const { unet, autoencoder } = await readParts(asked);
  const compiled = compileDenoiser(unet);
  const counts: Record<string, DispatchCounts> = {};
  for (const name of DENOISER_GRAPHS) counts[name] = await countGraph(compiled[name]);
  for (const [name, model] of Object.entries(autoencoder)) counts[name] = await countGraph(model);
  return counts;

  async function readParts(model: AskedModel): Promise<ReadParts> {
    if (model.kind === 'random') {
      const size = MODEL_SIZES[model.id];
      return {
        unet: { model: writeModel(buildUnet(size).graph), latent: size.latent, tokens: size.text.tokens },
        autoencoder: {
          encode: writeModel(staticEncoder(buildEncoder(size).graph, size)),
          decode: writeModel(staticDecoder(buildDecoder(size).graph, size)),
        },
      };
    }
    const baseUrl = new URL('/pack/', location.href).href;
    if (model.kind === 'file') {
      const bytes = await (await fetch(new URL('model.onnx', baseUrl))).arrayBuffer();
      return {
        unet: { model: new Uint8Array(bytes), latent: model.latent, tokens: model.tokens },
        autoencoder: {},
      };
    }
    const { reader, name } = await openModel({ kind: 'listed', name: 'pack', baseUrl });
    const manifest = await findManifest(reader, name);
    const unet = await readModelBytes(host, reader, manifest, PACK_FOLDERS.unet);
    const adapt = async (folder: string, rewrite: typeof staticEncoder) => {
      const half = await readModelBytes(host, reader, manifest, folder);
      return adaptModel(folder, half, (graph) => rewrite(graph, manifest)).model;
    };
    return {
      unet: { ...unet, latent: manifest.latent, tokens: manifest.text.maxTokens },
      autoencoder: {
        encode: await adapt(PACK_FOLDERS.vaeEncoder, staticEncoder),
        decode: await adapt(PACK_FOLDERS.vaeDecoder, staticDecoder),
      },
    };
  }

  async function countGraph(bytes: Uint8Array): Promise<DispatchCounts> {
    const { graph, zeroBytes } = emptyWeights(readModel(fuseForWebgpu(bytes).model));
    const externalData = [{ path: ZEROS_FILE, data: new Uint8Array(zeroBytes) }];
    const session = await openSession(host, createTaskQueue(), graph.name, { model: writeModel(graph), externalData });
    const feeds = graph.inputs.map(({ name, type }) => {
      const shape = (type.shape ?? []).map(Number);
      return [name, tensor(shape, new Float32Array(sizeOf(shape)))] as const;
    });
    // All are computed, whichever are read; those in float16 stay on the card.
    const outputs = graph.outputs.flatMap(({ name, type }) => (type.dtype === 'float32' ? [name] : []));
    const counted = await gpu.count(() => session.run(Object.fromEntries(feeds), outputs));
    await session.release();
    return counted;
  }
}

Object.assign(globalThis, { countDispatches });
