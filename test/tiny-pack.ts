/** A whole pack of a few hundred weights: what a run on a graphics card costs beside its arithmetic is the same as of a real one. */
import { ints } from '../src/engine/graph/attributes.ts';
import type { Graph } from '../src/engine/graph/graph.ts';
import { writeModel } from '../src/engine/onnx/write-model.ts';
import {
  addNamed,
  attentionGraph,
  builderWith,
  externalWeight,
  inlineWeights,
} from '../src/engine/passes/testing/graphs.ts';
import { GENERAL_VOCABULARY } from '../src/packs/detect/general-vocabulary.ts';
import { graphPath, PACK_FOLDERS, TOKENIZER_FILES } from '../src/packs/pack-layout.ts';
import type { ListedFile } from '../src/packs/pack-reader.ts';
import { SAMPLINGS } from '../src/packs/samplings.ts';
import type { PackManifest } from '../src/protocol/pack-manifest.ts';

const [CHANNELS, LATENT, TOKENS] = [4, 8, 3];

/** The words that it knows. */
const VOCABULARY = { '<|startoftext|>': 0, '<|endoftext|>': 1, a: 2, b: 3, 'a</w>': 4, 'b</w>': 5, 'ab</w>': 6 };

/** The files of a pack; other seeds have other weights. */
export function createTinyPack(seed: number): ReadonlyMap<string, Blob> {
  const model = (folder: string, graph: Graph) =>
    [graphPath(folder), new Blob([new Uint8Array(writeModel(inlineWeights(graph, seed)))])] as const;
  const tokenizer = (file: string, content: string) =>
    [`${PACK_FOLDERS.tokenizer}/${file}`, new Blob([content])] as const;
  const files = new Map([
    model(PACK_FOLDERS.unet, attentionGraph({ size: LATENT })),
    model(PACK_FOLDERS.vaeEncoder, encoderGraph()),
    model(PACK_FOLDERS.vaeDecoder, decoderGraph()),
    model(PACK_FOLDERS.textEncoder, textEncoderGraph()),
    tokenizer(TOKENIZER_FILES.vocabulary, JSON.stringify(VOCABULARY)),
    tokenizer(TOKENIZER_FILES.merges, '#version: 0.2\na b</w>\n'),
  ]);
  const listed = [...files].map(([path, { size }]): ListedFile => ({ path, sizeBytes: size }));
  return files.set('pack.json', new Blob([JSON.stringify(describe(seed, listed))]));
}

function encoderGraph(): Graph {
  const builder = builderWith({ sample: [1, 3, 2 * LATENT, 2 * LATENT] });
  const weight = externalWeight(builder, 'encode', [CHANNELS, 3, 2, 2]);
  return builder.build({ outputs: [builder.emit('Conv', ['sample', weight], { strides: ints([2, 2]) })] });
}

function decoderGraph(): Graph {
  const builder = builderWith({ latent_sample: [1, CHANNELS, LATENT, LATENT] });
  const weight = externalWeight(builder, 'decode', [CHANNELS, 3, 2, 2]);
  const picture = builder.emit('ConvTranspose', ['latent_sample', weight], { strides: ints([2, 2]) });
  return builder.build({ outputs: [builder.emit('Tanh', [picture])] });
}

function textEncoderGraph(): Graph {
  const builder = builderWith({});
  builder.addInput('input_ids', { dtype: 'int64', shape: [1, TOKENS] });
  const table = externalWeight(builder, 'words', [Object.keys(VOCABULARY).length, CHANNELS]);
  return builder.build({ outputs: [addNamed(builder, 'Gather', [table, 'input_ids'], 'last_hidden_state')] });
}

function describe(seed: number, files: readonly ListedFile[]): PackManifest {
  const { recommended } = SAMPLINGS.turbo;
  return {
    formatVersion: 1,
    id: `tiny-${seed}`,
    name: 'Tiny',
    version: '1',
    license: 'none',
    description: 'Random weights.',
    files,
    totalBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    image: { width: 2 * LATENT, height: 2 * LATENT },
    latent: { channels: CHANNELS, height: LATENT, width: LATENT, scalingFactor: 1 },
    text: { maxTokens: TOKENS, width: CHANNELS },
    vocabulary: GENERAL_VOCABULARY,
    examples: [],
    recommended: { ...recommended, timesteps: [999, 749, 499, 249], sampling: 'turbo' },
  };
}
