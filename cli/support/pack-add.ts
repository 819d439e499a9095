import { copyFile, link, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { piecesOf } from '../../src/engine/onnx/byte-source.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import { chooseGraphs, folderOf } from '../../src/packs/choose-graphs.ts';
import { detectPack } from '../../src/packs/detect/detect-pack.ts';
import type { PackName } from '../../src/packs/detect/pack-name.ts';
import { isWithoutManifest } from '../../src/packs/find-manifest.ts';
import { openPackFile } from '../../src/packs/pack-file.ts';
import type { PackReader } from '../../src/packs/pack-reader.ts';
import { readManifest } from '../../src/packs/read-manifest.ts';
import { CommandFailure } from './command-failure.ts';
import { createFolderReader, listFolder } from './folder-reader.ts';
import { sha256 } from './pack-check.ts';
import { isFolder, listFolders } from './packs-folder.ts';
import { graphPath, MANIFEST_FILE, UNET_GRAPH } from '../../src/packs/pack-layout.ts';

export interface AddedPack {
  readonly folder: string;
  readonly manifest: PackManifest;
}

/** How the files get into the packs folder: 'stay' leaves them where they are. */
export type Placement = 'stay' | 'copy' | 'link';

export interface AddOptions {
  readonly name: PackName;
  readonly placement: Placement;
  /** The folder of packs that a copied or linked one is put into. */
  readonly packs: string;
  /** Replaces what the model card says. */
  readonly license?: string | null;
  readonly report: (line: string) => void;
}

/**
 * Writes `pack.json`, with sizes and SHA-256, beside the files of a detected pack, or into the packs folder beside copies or
 * hard links of those that it uses. Throws as `detectPack`, and a CommandFailure where there is a pack already.
 */
export async function addPack(folder: string, options: AddOptions): Promise<AddedPack> {
  const reader = createFolderReader(folder);
  const stored = await readStored(reader);
  if (stored !== null && options.placement === 'stay') {
    throw new CommandFailure(`${folder} has a ${MANIFEST_FILE}: it is a pack already. Copy it with --copy or --link.`);
  }
  const found = stored ?? (await describeFiles(reader, options));
  const target = options.placement === 'stay' ? folder : join(options.packs, found.id);
  if (options.placement !== 'stay') await placeFiles(folder, target, found, options);
  await writeManifest(target, found);
  return { folder: target, manifest: found };
}

async function readStored(reader: PackReader): Promise<PackManifest | null> {
  try {
    return await readManifest(reader);
  } catch (error) {
    if (!isWithoutManifest(error)) throw error;
    return null;
  }
}

/** The detected manifest with the checksums of all files; the version is the UNet's, so that caches tell weights apart. */
async function describeFiles(reader: PackReader, { name, license, report }: AddOptions): Promise<PackManifest> {
  const { manifest } = await detectPack(reader, name);
  const files: PackManifest['files'][number][] = [];
  for (const { path, sizeBytes, sha256: known } of manifest.files) {
    report(`reading ${path}`);
    const digest = known ?? (await sha256(piecesOf(await openPackFile(reader, manifest, path))));
    files.push({ path, sizeBytes, sha256: digest });
  }
  const unet = files.find(({ path }) => path === UNET_GRAPH)?.sha256 ?? '';
  const version = name.version === 'local' ? unet.slice(0, 12) : name.version;
  return { ...manifest, version, license: license ?? manifest.license, files };
}

async function placeFiles(
  folder: string,
  target: string,
  { files }: PackManifest,
  { placement, report }: AddOptions,
): Promise<void> {
  if ((await isFolder(target)) && (await listFolders(target)).length > 0) {
    throw new CommandFailure(`There is a pack ${target} already: choose another name with --id, or remove it.`);
  }
  const graphs = chooseGraphs(await listFolder(folder));
  for (const { path } of files) {
    const isGraph = path === graphPath(folderOf(path));
    const own = isGraph ? (graphs.get(folderOf(path)) ?? path) : path;
    const [from, to] = [join(folder, own), join(target, path)];
    await mkdir(dirname(to), { recursive: true });
    report(`${placement === 'link' ? 'linking' : 'copying'} ${path}`);
    // Files on another disk cannot be hard-linked: they are copied.
    if (placement === 'link') await link(from, to).catch(() => copyFile(from, to));
    else await copyFile(from, to);
  }
}

/** Under another name first, so that a folder with a `pack.json` is complete. */
async function writeManifest(folder: string, manifest: PackManifest): Promise<void> {
  const draft = join(folder, `${MANIFEST_FILE}.part`);
  await writeFile(draft, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(draft, join(folder, MANIFEST_FILE));
}
