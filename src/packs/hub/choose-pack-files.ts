import type { PackSource } from '../../protocol/pack-store.ts';
import type { HubListing } from './list-repository.ts';
import type { HubFile } from './parse-listing.ts';
import { chooseGraphs, folderOf, isGraphOfModel } from '../choose-graphs.ts';
import { graphPath, MANIFEST_FILE, PACK_FOLDERS, PIPELINE_FILE } from '../pack-layout.ts';
import { EngineFailure } from '../../protocol/errors.ts';

/** A file of a pack, and where it comes from. */
export interface ChosenFile extends HubFile {
  /** Its path in the repository, where the pack has it in another folder. */
  readonly remotePath?: string;
  readonly repository: string;
  readonly commit: string;
}

/** A repository of a pack, and what is in it. */
export interface ListedSource {
  readonly source: PackSource;
  readonly listing: HubListing;
}

/** The folders of diffusers' layout that an edit needs, Renoir's own compiled graphs, and '' for the files beside them. */
const FOLDERS: ReadonlySet<string> = new Set(['', ...Object.values(PACK_FOLDERS)]);
const ROOT_FILES: ReadonlySet<string> = new Set([PIPELINE_FILE, MANIFEST_FILE]);
/** Weights of other runtimes, which many repositories keep in the same folders. ONNX weights have any name, or none. */
const OTHER_FORMATS =
  /\.(safetensors|bin|msgpack|h5|ckpt|pth?|xml|ort|md|png|jpe?g|webp|gitattributes|py)$|\.index\.json$/i;
const CONFIGURATION = /\.(json|txt)$/;

/**
 * The files of a pack, from the repositories that it is put together from. The weights of a folder come from the first that has
 * any, so that graphs and weights never mix; configuration is taken from the first that has the file.
 */
export function choosePackFiles(sources: readonly ListedSource[]): readonly ChosenFile[] {
  const chosen = new Map<string, ChosenFile>();
  const owners = new Map<string, string>();
  for (const { source, listing } of sources) {
    const { repository, commit } = listing;
    const graphs = chooseGraphs(listing.files);
    for (const file of listing.files) {
      const remoteFolder = folderOf(file.path);
      const folder = source.to ?? remoteFolder;
      const graph = graphs.get(remoteFolder);
      const isGraph = file.path === graph;
      const path = isGraph ? graphPath(folder) : folder + file.path.slice(remoteFolder.length);
      const isConfiguration = CONFIGURATION.test(file.path);
      const isWanted =
        FOLDERS.has(folder) &&
        (folder !== '' || ROOT_FILES.has(path)) &&
        !OTHER_FORMATS.test(file.path) &&
        !isOfOtherGraph(file.path, graph, listing.files) &&
        (source.folders?.includes(remoteFolder) ?? source.to === undefined) &&
        (isConfiguration || source.only !== 'configuration');
      if (!isWanted || chosen.has(path)) continue;
      const owner = owners.get(folder) ?? repository;
      if (!isConfiguration) {
        if (owner !== repository) continue;
        owners.set(folder, repository);
      }
      const moved = path === file.path ? {} : { path, remotePath: file.path };
      chosen.set(path, { ...file, ...moved, repository, commit });
    }
  }
  return [...chosen.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a file is a graph that was not chosen, or has the weights of one: they begin with its name. */
function isOfOtherGraph(path: string, chosen: string | undefined, files: readonly HubFile[]): boolean {
  if (chosen === undefined || folderOf(path) !== folderOf(chosen) || path.startsWith(chosen)) return false;
  return files.some((other) => isGraphOfModel(other.path) && path.startsWith(other.path));
}

/** What every pack needs; the VAE's encoder and decoder, the text encoder and the UNet are graphs. */
const NEEDED = [PACK_FOLDERS.unet, PACK_FOLDERS.textEncoder, PACK_FOLDERS.vaeEncoder, PACK_FOLDERS.vaeDecoder] as const;

/** Graphs that a choice of files lacks, as `vae_encoder/model.onnx`. */
export function findMissingGraphs(files: readonly { readonly path: string }[]): readonly string[] {
  const paths = new Set(files.map(({ path }) => path));
  return NEEDED.map(graphPath).filter((path) => !paths.has(path));
}

/** Throws `pack/missing-file` with `{ file }` where a choice of files lacks a graph. */
export function requireGraphs(files: readonly { readonly path: string }[]): void {
  const [missing] = findMissingGraphs(files);
  if (missing !== undefined) throw new EngineFailure('pack/missing-file', { file: missing });
}
