/**
 * The names of a pack's files and folders: those of diffusers and Optimum, and of what Renoir adds. Paths are relative to the pack,
 * '/' between names.
 */
export const PACK_FOLDERS = {
  unet: 'unet',
  vaeEncoder: 'vae_encoder',
  vaeDecoder: 'vae_decoder',
  /** Where diffusers has the configuration of both halves of the VAE. */
  vae: 'vae',
  /** A small decoder for the pictures between the steps; any pack may have one. */
  previewDecoder: 'preview_decoder',
  textEncoder: 'text_encoder',
  /** SDXL's second. */
  textEncoder2: 'text_encoder_2',
  tokenizer: 'tokenizer',
  tokenizer2: 'tokenizer_2',
  scheduler: 'scheduler',
  /** The graphs that Renoir makes of the UNet. */
  compiled: 'compiled',
} as const;

/** Renoir's description of a pack. */
export const MANIFEST_FILE = 'pack.json';
/** diffusers' list of a pipeline's parts. */
export const PIPELINE_FILE = 'model_index.json';
export const MODEL_CARD = 'README.md';

/** The graph in the folder of a model. */
export const GRAPH_FILE = 'model.onnx';
/** The configuration in the folder of a model. */
export const CONFIG_FILE = 'config.json';

export const UNET_GRAPH = graphPath(PACK_FOLDERS.unet);
export const SCHEDULER_CONFIG = `${PACK_FOLDERS.scheduler}/scheduler_config.json`;

/** Files of a tokenizer, in its folder: `tokenizer.json` alone, or vocabulary and merges; the others are optional. */
export const TOKENIZER_FILES = {
  fast: 'tokenizer.json',
  vocabulary: 'vocab.json',
  merges: 'merges.txt',
  config: 'tokenizer_config.json',
  specialTokens: 'special_tokens_map.json',
} as const;

/** The graphs in `compiled/`. */
export const DENOISER_GRAPHS = ['forward', 'gradient', 'controlled', 'target'] as const;
export type DenoiserGraph = (typeof DENOISER_GRAPHS)[number];

/** What the compiled graphs were made from, in `compiled/`. */
export const SIGNATURE_FILE = 'denoiser.json';

/** Models that every pack has. */
export const REQUIRED_MODELS = [
  PACK_FOLDERS.unet,
  PACK_FOLDERS.vaeEncoder,
  PACK_FOLDERS.vaeDecoder,
  PACK_FOLDERS.textEncoder,
] as const;

const MODELS = [...REQUIRED_MODELS, PACK_FOLDERS.textEncoder2, PACK_FOLDERS.previewDecoder] as const;

/** A folder with a graph. */
export type ModelFolder = (typeof MODELS)[number];

/** One of the text encoders, and the folder of its tokenizer. */
export interface TextEncoderFolder {
  readonly folder: typeof PACK_FOLDERS.textEncoder | typeof PACK_FOLDERS.textEncoder2;
  readonly tokenizer: typeof PACK_FOLDERS.tokenizer | typeof PACK_FOLDERS.tokenizer2;
}

export const FIRST_TEXT_ENCODER: TextEncoderFolder = {
  folder: PACK_FOLDERS.textEncoder,
  tokenizer: PACK_FOLDERS.tokenizer,
};
export const SECOND_TEXT_ENCODER: TextEncoderFolder = {
  folder: PACK_FOLDERS.textEncoder2,
  tokenizer: PACK_FOLDERS.tokenizer2,
};

/** Folders of which an undescribed pack may use files: all but those that Renoir wrote. */
const SOURCE_FOLDERS: ReadonlySet<string> = new Set(
  Object.values(PACK_FOLDERS).filter((folder) => folder !== PACK_FOLDERS.compiled),
);
const ROOT_FILES: ReadonlySet<string> = new Set([PIPELINE_FILE, MODEL_CARD, MANIFEST_FILE]);

/** The path of a model's graph. */
export function graphPath(folder: string): string {
  return `${folder}/${GRAPH_FILE}`;
}

/** The path of a model's configuration. */
export function configPath(folder: string): string {
  return `${folder}/${CONFIG_FILE}`;
}

/** The name of a compiled graph in `compiled/`. */
export function compiledFile(graph: DenoiserGraph): string {
  return `${graph}.onnx`;
}

/** The path of a file in `compiled/`. */
export function compiledPath(file: string): string {
  return `${PACK_FOLDERS.compiled}/${file}`;
}

/** Whether the file at a path lies below a folder. */
export function isInFolder(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

export function isModelFolder(folder: string): folder is ModelFolder {
  return MODELS.some((model) => model === folder);
}

/** Of the files of a folder those that lie where a pack has its own; weight files have any name. */
export function selectPackFiles<File extends { readonly path: string }>(files: readonly File[]): readonly File[] {
  return files.filter(({ path }) => {
    const [folder = '', file, ...deeper] = path.split('/');
    if (file === undefined) return ROOT_FILES.has(folder);
    return SOURCE_FOLDERS.has(folder) && deeper.length === 0;
  });
}

/** Files that are missing for a tokenizer in `folder`: `tokenizer.json`, or `vocab.json` and `merges.txt`. */
export function missingTokenizerFiles(folder: string, paths: ReadonlySet<string>): readonly string[] {
  if (paths.has(`${folder}/${TOKENIZER_FILES.fast}`)) return [];
  return [TOKENIZER_FILES.vocabulary, TOKENIZER_FILES.merges]
    .map((file) => `${folder}/${file}`)
    .filter((path) => !paths.has(path));
}
