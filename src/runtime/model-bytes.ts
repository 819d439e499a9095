import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { readPackFile } from './pack-file.ts';
import type { RuntimeHost } from './runtime-host.ts';
import type { PackReader } from './pack-reader.ts';
import type { ModelBytes } from './session.ts';

/**
 * Reads `folder/model.onnx` and the weight files beside it. Weight files are named by the graph relative to its own folder, so
 * every listed file of the folder but the graph itself and the JSON files is passed along.
 */
export async function readModelBytes(
  host: RuntimeHost,
  reader: PackReader,
  manifest: PackManifest,
  folder: string,
): Promise<ModelBytes> {
  const graph = `${folder}/model.onnx`;
  const listed = manifest.files.filter(({ path }) => path.startsWith(`${folder}/`));
  if (!listed.some(({ path }) => path === graph)) throw new EngineFailure('pack/missing-file', { file: graph });
  const weights = listed.filter(({ path }) => path !== graph && !path.endsWith('.json'));
  const [model, ...data] = await Promise.all(
    [graph, ...weights.map(({ path }) => path)].map((path) => readPackFile(reader, manifest, path, host.digest)),
  );
  if (model === undefined) throw new EngineFailure('pack/missing-file', { file: graph });
  const externalData = weights.flatMap(({ path }, index) => {
    const bytes = data[index];
    return bytes === undefined ? [] : [{ path: path.slice(folder.length + 1), data: bytes }];
  });
  return { model, externalData };
}
