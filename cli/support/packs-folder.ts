import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { defaultPackFolder } from './default-pack.ts';

/** Where packs that were added are kept: `RENOIR_PACKS`, or `.renoir/packs` in the user's folder. */
export function packsFolder(): string {
  return process.env['RENOIR_PACKS'] ?? join(homedir(), '.renoir', 'packs');
}

/** The folder that `--pack` means: itself, a pack that was added by that name, or the bundled one. */
export async function choosePackFolder(asked: string | undefined, packs: string = packsFolder()): Promise<string> {
  if (asked === undefined) return defaultPackFolder();
  const added = join(packs, asked);
  return !(await isFolder(asked)) && (await isFolder(added)) ? added : asked;
}

export async function isFolder(path: string): Promise<boolean> {
  const entry = await stat(path).catch(() => null);
  return entry?.isDirectory() ?? false;
}

/** The folders in a folder, by name. */
export async function listFolders(parent: string): Promise<readonly string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  return folders.map(({ name }) => join(parent, name)).sort();
}
