import { EngineFailure, type EngineError } from '../../protocol/errors.ts';
import type { PackManifest } from '../../protocol/pack-manifest.ts';
import { findWrongField } from '../manifest-fields.ts';
import { parseJsonRecord } from '../pack-file.ts';
import type { ListedFile, PackReader } from '../pack-reader.ts';
import { readTokenizerFiles } from '../tokenizer-files.ts';
import type { PackName } from './pack-name.ts';
import {
  FIRST_TEXT_ENCODER,
  GRAPH_FILE,
  graphPath,
  isModelFolder,
  MANIFEST_FILE,
  missingTokenizerFiles,
  MODEL_CARD,
  PACK_FOLDERS,
  PIPELINE_FILE,
  REQUIRED_MODELS,
  SCHEDULER_CONFIG,
  selectPackFiles,
} from '../pack-layout.ts';
import type { PackReport } from './pack-report.ts';
import { planPack, type FoundPack } from './plan-pack.ts';
import { checkWeights, readComponent, type Component } from './read-component.ts';
import { FAMILIES, recogniseFamily } from './families/families.ts';
import { textWidthOf } from './plan-denoiser.ts';
import { hiddenWidthOf } from './plan-text.ts';

/** A pack as it was found: all that is wrong with it, or its manifest. */
export interface ExaminedPack {
  readonly manifest: PackManifest | null;
  readonly report: PackReport;
}

/**
 * Reads what a folder has. Faults of the pack are in the report; throws only for faults of the machine, and
 * `pack/missing-file` for a reader that cannot list.
 */
export async function examinePack(reader: PackReader, name: PackName): Promise<ExaminedPack> {
  if (reader.list === undefined) throw new EngineFailure('pack/missing-file', { file: MANIFEST_FILE });
  const listed = selectPackFiles(await reader.list());
  const problems: EngineError[] = [];
  const attempt = async <T>(task: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      problems.push(error.error);
      return null;
    }
  };

  const paths = new Set(listed.map(({ path }) => path));
  for (const problem of missingFiles(paths)) problems.push(problem);
  const found = problems.length > 0 ? null : await attempt(() => readPack(reader, paths));
  // A weight file that is not there is only known when the graphs have been read.
  for (const problem of found === null ? [] : missingWeights(found, paths)) problems.push(problem);
  if (found !== null && problems.length === 0) {
    const sizes = new Map(listed.map(({ path, sizeBytes }) => [path, sizeBytes]));
    for (const component of componentsOf(found)) await attempt(() => checkWeights(reader, component, sizes));
  }
  for (const { tokenizer } of found?.texts ?? []) {
    await attempt(() => readTokenizerFiles({}, reader, { files: listed }, tokenizer));
  }
  const used = found === null ? listed : listed.filter(({ path }) => isUsed(path, found));
  const planned = found === null || problems.length > 0 ? null : await attempt(() => planChecked(found, name, used));
  return {
    manifest: planned?.manifest ?? null,
    report: { found: used, problems, plan: planned?.plan ?? null },
  };
}

/** Configurations may say anything: what follows from them obeys the rules of `pack.json`. */
function planChecked(...parts: Parameters<typeof planPack>): ReturnType<typeof planPack> {
  const planned = planPack(...parts);
  const field = findWrongField(planned.manifest);
  if (field === null) return planned;
  throw new EngineFailure('pack/unsupported', { reason: `its files and configurations give no usable ${field}` });
}

function missing(file: string): EngineError {
  return { code: 'pack/missing-file', parameters: { file } };
}

function missingFiles(paths: ReadonlySet<string>): readonly EngineError[] {
  const graphs = REQUIRED_MODELS.map(graphPath).filter((path) => !paths.has(path));
  return [...graphs, ...missingTokenizerFiles(FIRST_TEXT_ENCODER.tokenizer, paths)].map(missing);
}

async function readPack(reader: PackReader, paths: ReadonlySet<string>): Promise<FoundPack> {
  const read = (folder: Component['folder']) => readComponent(reader, paths, folder);
  const readJson = async (path: string) => (paths.has(path) ? parseJsonRecord(await reader.read(path), path) : null);
  const unet = await read(PACK_FOLDERS.unet);
  const firstText = await read(FIRST_TEXT_ENCODER.folder);
  const family = recogniseFamily({
    unetInputs: unet.graph.inputs.map((input) => input.name),
    textWidth: textWidthOf(unet) ?? hiddenWidthOf(firstText),
  });
  const { textEncoders } = FAMILIES[family];
  const lacking = textEncoders.flatMap(({ folder, tokenizer }) => [
    ...(paths.has(graphPath(folder)) ? [] : [graphPath(folder)]),
    ...missingTokenizerFiles(tokenizer, paths),
  ]);
  if (lacking[0] !== undefined) throw new EngineFailure('pack/missing-file', { file: lacking[0] });
  const texts = [];
  for (const { folder, tokenizer } of textEncoders) {
    texts.push({ folder, tokenizer, component: folder === firstText.folder ? firstText : await read(folder) });
  }
  return {
    family,
    unet,
    encoder: await read(PACK_FOLDERS.vaeEncoder),
    decoder: await read(PACK_FOLDERS.vaeDecoder),
    preview: paths.has(graphPath(PACK_FOLDERS.previewDecoder)) ? await read(PACK_FOLDERS.previewDecoder) : null,
    texts,
    scheduler: await readJson(SCHEDULER_CONFIG),
    index: await readJson(PIPELINE_FILE),
    license: paths.has(MODEL_CARD) ? readLicense(await reader.read(MODEL_CARD)) : null,
  };
}

/** The licence that the front matter of a model card names. */
function readLicense(card: Uint8Array): string | null {
  const [, header = ''] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(new TextDecoder().decode(card)) ?? [];
  const named = /^license_name:\s*(\S+)/m.exec(header)?.[1];
  return named ?? /^license:\s*(\S+)/m.exec(header)?.[1] ?? null;
}

function componentsOf({ unet, encoder, decoder, preview, texts }: FoundPack): readonly Component[] {
  return [unet, encoder, decoder, ...(preview === null ? [] : [preview]), ...texts.map(({ component }) => component)];
}

function missingWeights(found: FoundPack, paths: ReadonlySet<string>): readonly EngineError[] {
  return componentsOf(found)
    .flatMap(({ weightFiles }) => weightFiles)
    .filter((path) => !paths.has(path))
    .map(missing);
}

/** In the folders of models only the graph, its weights and JSON files are used. */
function isUsed(path: ListedFile['path'], found: FoundPack): boolean {
  const [folder = '', file] = path.split('/');
  if (file === undefined || !isModelFolder(folder)) return folder !== PACK_FOLDERS.tokenizer2 || found.texts.length > 1;
  const component = componentsOf(found).find((candidate) => candidate.folder === folder);
  return (
    component !== undefined && (file === GRAPH_FILE || file.endsWith('.json') || component.weightFiles.includes(path))
  );
}
