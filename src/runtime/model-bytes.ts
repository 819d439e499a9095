import { readWhole } from '../engine/onnx/byte-source.ts';
import { extractSkeleton } from '../engine/onnx/extract-skeleton.ts';
import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { openPackFile, readPackFile } from '../packs/pack-file.ts';
import type { PackReader, WeightData } from '../packs/pack-reader.ts';
import type { RuntimeHost } from './runtime-host.ts';
import type { ModelBytes } from './session.ts';
import { GRAPH_FILE, graphPath, isInFolder } from '../packs/pack-layout.ts';

/** A model of a pack, and the size of the file that its graph is in. */
export interface PackModel extends ModelBytes {
  readonly fileBytes: number;
}

/** Weights of more bytes stay where they are: in a Blob or on disk. Their checksums are left to `pack check`. */
const LARGE_BYTES = 64 * 2 ** 20;

/**
 * Reads `folder/model.onnx`; of a large one the structure alone, whose weights then refer to that same file. Weight
 * files are named by the graph relative to its own folder, so every listed file of the folder but the graph itself and
 * the JSON files is passed along.
 */
export async function readModelBytes(
  host: RuntimeHost,
  reader: PackReader,
  manifest: Pick<PackManifest, 'files'>,
  folder: string,
): Promise<PackModel> {
  const listed = manifest.files.filter(({ path }) => isInFolder(path, folder));
  const graph = listed.find(({ path }) => path === graphPath(folder));
  if (graph === undefined) throw new EngineFailure('pack/missing-file', { file: graphPath(folder) });
  const weights = listed.filter((file) => file !== graph && !file.path.endsWith('.json'));
  // Some exporters write a small file for every weight: what counts is how much they are together.
  const areLarge = weights.reduce((sum, file) => sum + file.sizeBytes, graph.sizeBytes) > LARGE_BYTES;
  const readWeights = async ({ path }: PackManifest['files'][number]) => ({
    path: path.slice(folder.length + 1),
    data: areLarge
      ? await openWeights(reader, manifest, path)
      : await readPackFile(reader, manifest, path, host.digest),
  });
  const fileBytes = graph.sizeBytes;
  if (fileBytes <= LARGE_BYTES) {
    // Weights inside the graph's file lie on disk where the others do: onnxruntime takes all from there, or none.
    const files = areLarge ? [graph, ...weights] : weights;
    const [model, ...externalData] = await Promise.all([
      readPackFile(reader, manifest, graph.path, host.digest),
      ...files.map(readWeights),
    ]);
    return { model, externalData, fileBytes };
  }
  const model = await extractSkeleton(await openPackFile(reader, manifest, graph.path), GRAPH_FILE);
  return { model, externalData: await Promise.all([graph, ...weights].map(readWeights)), fileBytes };
}

/** A path is handed on; a Blob is read once, for all sessions: most builds of onnxruntime read one no better. */
async function openWeights(
  reader: PackReader,
  manifest: Pick<PackManifest, 'files'>,
  path: string,
): Promise<WeightData> {
  const file = await openPackFile(reader, manifest, path);
  const data = await file.data();
  return typeof data === 'object' && 'arrayBuffer' in data ? readWhole(file) : data;
}
