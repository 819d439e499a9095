import type { EditContext } from '../../src/engine/stages/edit-context.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import { createEditContext } from '../../src/runtime/create-edit-context.ts';
import { loadPack, type LoadedPack } from '../../src/runtime/load-pack.ts';
import { findManifest } from '../../src/packs/find-manifest.ts';
import { createFolderReader } from './folder-reader.ts';
import { readPhotoFile, type FittedPhoto } from './image-file.ts';
import { createNodeHost } from './node-host.ts';
import { packNameOf } from './pack-name.ts';
import type { DenoiserGraph } from '../../src/packs/pack-layout.ts';

export interface NodePack {
  readonly runtime: LoadedPack;
  readonly context: EditContext;
}

/** Opens the pack in `folder` under Node; sessions of the denoiser other than `prepare` are created when first needed. */
export async function openNodePack(folder: string, prepare: readonly DenoiserGraph[] = []): Promise<NodePack> {
  const host = createNodeHost();
  const manifest = await readFolderManifest(folder);
  const runtime = await loadPack(host, createFolderReader(folder), { prepare, manifest });
  return { runtime, context: createEditContext(runtime, host, { previews: false }) };
}

/** What the pack in a folder says about itself, or what is found in it. Throws as `findManifest`. */
export function readFolderManifest(folder: string): Promise<PackManifest> {
  return findManifest(createFolderReader(folder), packNameOf(folder));
}

/** Manifest of the pack and the photo fitted to its size: bad input is found before the models are loaded. */
export async function readPhotoForPack(
  folder: string,
  file: string,
): Promise<FittedPhoto & { readonly manifest: PackManifest }> {
  const manifest = await readFolderManifest(folder);
  return { manifest, ...(await readPhotoFile(file, manifest.image)) };
}
