import { extractSkeleton } from '../engine/onnx/extract-skeleton.ts';
import { readModel } from '../engine/onnx/read-model.ts';
import { sizeOf } from '../engine/tensor/tensor.ts';
import { DATA_TYPES } from '../engine/tensor/data-type.ts';
import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { openPackFile } from '../packs/pack-file.ts';
import { GRAPH_FILE, graphPath, PACK_FOLDERS } from '../packs/pack-layout.ts';
import type { PackReader } from '../packs/pack-reader.ts';
import type { RuntimeHost } from './runtime-host.ts';

const MODELS = [
  PACK_FOLDERS.unet,
  PACK_FOLDERS.vaeEncoder,
  PACK_FOLDERS.vaeDecoder,
  PACK_FOLDERS.textEncoder,
  PACK_FOLDERS.textEncoder2,
];

/**
 * Of a float16 pack on a graphics card that computes in float32, tries whether the widened weights have room there, before any is
 * read: of the files the structure is enough. Each model counts once, since sessions of the denoiser make room for each other. Throws
 * `EngineFailure` `pack/needs-memory` with `{ neededBytes, sizeBytes }`. A reader that cannot read parts of a file is not asked.
 */
export async function requireMemoryToWiden(
  { gpu, widensHalves }: RuntimeHost,
  reader: PackReader,
  manifest: PackManifest,
): Promise<void> {
  if (gpu === undefined || widensHalves !== true || reader.open === undefined) return;
  const paths = MODELS.map((folder) => graphPath(folder));
  let [sizeBytes, neededBytes] = [0, 0];
  for (const path of paths.filter((listed) => manifest.files.some((file) => file.path === listed))) {
    const graph = readModel(await extractSkeleton(await openPackFile(reader, manifest, path), GRAPH_FILE));
    for (const { type } of graph.constants.values()) {
      const bytes = DATA_TYPES[type.dtype].bytes * sizeOf(type.shape);
      sizeBytes += bytes;
      neededBytes += type.dtype === 'float16' ? 2 * bytes : bytes;
    }
  }
  if (neededBytes === sizeBytes || (await gpu.memory.hasRoom(neededBytes))) return;
  throw new EngineFailure('pack/needs-memory', { neededBytes, sizeBytes });
}
