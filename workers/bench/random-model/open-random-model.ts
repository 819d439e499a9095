import { writeModel } from '../../../src/engine/onnx/write-model.ts';
import { GENERAL_VOCABULARY } from '../../../src/packs/detect/general-vocabulary.ts';
import { GRAPH_FILE, MANIFEST_FILE, PACK_FOLDERS, TOKENIZER_FILES } from '../../../src/packs/pack-layout.ts';
import { SAMPLINGS } from '../../../src/packs/samplings.ts';
import type { RandomModel } from '../../../src/protocol/benchmark.ts';
import type { PackManifest } from '../../../src/protocol/pack-manifest.ts';
import type { BlobFiles } from '../../inference/blob-pack-reader.ts';
import { buildDecoder, buildEncoder } from './build-autoencoder.ts';
import { buildTextEncoder } from './build-text-encoder.ts';
import { buildUnet } from './build-unet.ts';
import { WEIGHTS_FILE } from './layer-builder.ts';
import { MODEL_SIZES, type BuiltModel, type ModelSize } from './model-sizes.ts';

const SCALING_FACTOR = 0.18215;
const TIMESTEPS = [999, 749, 499, 249];

/** The files of a whole pack whose weights are invented; its tokenizer is that of the pack at `tokenizerUrl`. */
export async function createRandomModel(id: RandomModel, tokenizerUrl: string): Promise<BlobFiles> {
  const size = MODEL_SIZES[id];
  const files = new Map<string, Blob>([
    ...modelFiles(PACK_FOLDERS.unet, buildUnet(size)),
    ...modelFiles(PACK_FOLDERS.textEncoder, buildTextEncoder(size)),
    ...modelFiles(PACK_FOLDERS.vaeEncoder, buildEncoder(size)),
    ...modelFiles(PACK_FOLDERS.vaeDecoder, buildDecoder(size)),
    ...(await fetchTokenizer(tokenizerUrl)),
  ]);
  const manifest = new Blob([JSON.stringify(describePack(id, size, files))]);
  const all = new Map([...files, [MANIFEST_FILE, manifest]]);
  return {
    find: async (path) => all.get(path) ?? null,
    list: async () => [...all].map(([path, blob]) => ({ path, sizeBytes: blob.size })),
  };
}

function modelFiles(folder: string, { graph, weights }: BuiltModel): readonly (readonly [string, Blob])[] {
  const model = new Blob([new Uint8Array(writeModel(graph))]);
  return [
    [`${folder}/${GRAPH_FILE}`, model],
    [`${folder}/${WEIGHTS_FILE}`, weights.toBlob()],
  ];
}

async function fetchTokenizer(packUrl: string): Promise<readonly (readonly [string, Blob])[]> {
  const paths = [TOKENIZER_FILES.vocabulary, TOKENIZER_FILES.merges].map((file) => `${PACK_FOLDERS.tokenizer}/${file}`);
  return Promise.all(
    paths.map(async (path) => {
      const response = await fetch(new URL(path, packUrl));
      if (!response.ok) throw new Error(`no tokenizer at ${packUrl}`);
      return [path, await response.blob()] as const;
    }),
  );
}

function describePack(
  id: RandomModel,
  { image, latent, text }: ModelSize,
  files: ReadonlyMap<string, Blob>,
): PackManifest {
  const listed = [...files].map(([path, { size }]) => ({ path, sizeBytes: size }));
  return {
    formatVersion: 1,
    id: `random-${id}`,
    name: `random ${id}`,
    version: '1',
    license: 'none',
    description: 'Invented weights.',
    files: listed,
    totalBytes: listed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    image,
    latent: { ...latent, scalingFactor: SCALING_FACTOR },
    text: { maxTokens: text.tokens, width: text.width },
    vocabulary: GENERAL_VOCABULARY,
    examples: [],
    recommended: { ...SAMPLINGS.turbo.recommended, timesteps: TIMESTEPS, sampling: 'turbo' },
  };
}
