/** Where diffusers and Optimum put what a pipeline is made of. */

export const GRAPH_FILE = 'model.onnx';
export const SCHEDULER_CONFIG = 'scheduler/scheduler_config.json';

/** Folders of graphs that every pack has. */
export const MODEL_FOLDERS = ['unet', 'vae_encoder', 'vae_decoder', 'text_encoder'] as const;

/** What SDXL has beside them. */
const SECOND_ENCODER = 'text_encoder_2';

/** A small decoder for the pictures between the steps; any pack may have one. */
export const PREVIEW_DECODER = 'preview_decoder';

export type ModelFolder = (typeof MODEL_FOLDERS)[number] | typeof SECOND_ENCODER | typeof PREVIEW_DECODER;

/** Folders of which a pack may use files. */
const FOLDERS: ReadonlySet<string> = new Set([
  ...MODEL_FOLDERS,
  SECOND_ENCODER,
  PREVIEW_DECODER,
  'vae',
  'tokenizer',
  'tokenizer_2',
  'scheduler',
]);

const ROOT_FILES: ReadonlySet<string> = new Set(['model_index.json', 'README.md', 'pack.json']);

/** One of the text encoders, and the folder of its tokenizer. */
export interface TextEncoderFolder {
  readonly folder: 'text_encoder' | typeof SECOND_ENCODER;
  readonly tokenizer: 'tokenizer' | 'tokenizer_2';
}

export const FIRST_TEXT_ENCODER: TextEncoderFolder = { folder: 'text_encoder', tokenizer: 'tokenizer' };
export const SECOND_TEXT_ENCODER: TextEncoderFolder = { folder: SECOND_ENCODER, tokenizer: 'tokenizer_2' };

/** Of the files of a folder those that lie where a pack has its own; weight files have any name. */
export function selectPackFiles<File extends { readonly path: string }>(files: readonly File[]): readonly File[] {
  return files.filter(({ path }) => {
    const [folder = '', file, ...deeper] = path.split('/');
    if (file === undefined) return ROOT_FILES.has(folder);
    return FOLDERS.has(folder) && deeper.length === 0;
  });
}

/** Files that are missing for a tokenizer in `folder`: `tokenizer.json`, or `vocab.json` and `merges.txt`. */
export function missingTokenizerFiles(folder: string, paths: ReadonlySet<string>): readonly string[] {
  if (paths.has(`${folder}/tokenizer.json`)) return [];
  return ['vocab.json', 'merges.txt'].map((file) => `${folder}/${file}`).filter((path) => !paths.has(path));
}
