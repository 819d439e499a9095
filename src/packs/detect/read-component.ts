import type { Graph } from '../../engine/graph/graph.ts';
import type { ByteSource } from '../../engine/onnx/byte-source.ts';
import { endOfWeights, weightFilesOf } from '../../engine/onnx/check-weight-files.ts';
import { extractSkeleton } from '../../engine/onnx/extract-skeleton.ts';
import { readModel } from '../../engine/onnx/read-model.ts';
import { graphFailure } from '../graph-failure.ts';
import { damagedFile } from '../damaged-file.ts';
import { isLfsPointer, LFS_POINTER_HEAD } from '../lfs-pointer.ts';
import { openFile, parseJsonRecord } from '../pack-file.ts';
import type { PackReader } from '../pack-reader.ts';
import { GRAPH_FILE, type ModelFolder, configPath, graphPath, PACK_FOLDERS } from '../pack-layout.ts';

/** The graph in a folder of a pack, and what the `config.json` beside it says. */
export interface Component {
  readonly folder: ModelFolder;
  readonly graph: Graph;
  /** Paths of the files with the weights; without the graph's own file. */
  readonly weightFiles: readonly string[];
  /** Empty where there is none. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Reads structure and configuration of a component; weights stay where they are. Throws `EngineFailure`:
 * `pack/corrupt-file` for a file that is not ONNX or JSON, `pack/unsupported` for graphs that Renoir cannot represent.
 */
export async function readComponent(
  reader: PackReader,
  paths: ReadonlySet<string>,
  folder: ModelFolder,
): Promise<Component> {
  const file = graphPath(folder);
  const graph = await readGraph(reader, file);
  const weightFiles = weightFilesOf(graph).filter((name) => name !== GRAPH_FILE);
  // Optimum writes the VAE's configuration for both halves, older scripts for neither, diffusers for the whole.
  const configs = [configPath(folder), ...(isVaeHalf(folder) ? [configPath(PACK_FOLDERS.vae)] : [])];
  const config = configs.find((path) => paths.has(path));
  return {
    folder,
    graph,
    weightFiles: weightFiles.map((name) => `${folder}/${name}`),
    config: config === undefined ? {} : parseJsonRecord(await reader.read(config), config),
  };
}

function isVaeHalf(folder: ModelFolder): boolean {
  return folder === PACK_FOLDERS.vaeEncoder || folder === PACK_FOLDERS.vaeDecoder;
}

/**
 * Checks that the weights of a component lie inside their files, all of which are there; `sizeOf`: bytes of a file by its path. Throws
 * `pack/corrupt-file` with the file that ends too early.
 */
export async function checkWeights(
  reader: PackReader,
  { folder, graph, weightFiles }: Component,
  sizeOf: ReadonlyMap<string, number>,
): Promise<void> {
  for (const path of [graphPath(folder), ...weightFiles]) {
    const sizeBytes = sizeOf.get(path) ?? 0;
    const location = path.slice(folder.length + 1);
    if (endOfWeights(graph, location) <= sizeBytes) continue;
    await checkIsNoPointer(await openFile(reader, path), path);
    throw damagedFile(path, { damage: 'cut-short', sizeBytes });
  }
}

/** Git's pointer would be taken for a malformed graph, or for short weights. */
async function checkIsNoPointer(file: ByteSource, path: string): Promise<void> {
  if (isLfsPointer(await file.read(0, LFS_POINTER_HEAD))) throw damagedFile(path, { damage: 'lfs-pointer' });
}

async function readGraph(reader: PackReader, path: string): Promise<Graph> {
  const file = await openFile(reader, path);
  await checkIsNoPointer(file, path);
  try {
    return readModel(await extractSkeleton(file, GRAPH_FILE));
  } catch (error) {
    throw graphFailure(error, path);
  }
}
