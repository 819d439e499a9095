import { copyFile, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailure } from '../../support/command-failure.ts';
import { BROWSER_SWITCHES } from './browser-switches.ts';
import { buildPage } from './build-page.ts';

const SCRIPTS = fileURLToPath(new URL('../../../bench/gpu', import.meta.url));

/** Writes the page, a pack and the scripts that run it where there is no Node. The folder must be empty, or not there yet. */
export async function writeStatic(folder: string, pack: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) throw new CommandFailure(`${folder} is not empty.`);
  await buildPage(folder);
  await cp(pack, join(folder, 'pack'), { recursive: true, dereference: true });
  await writeFile(join(folder, 'switches.json'), `${JSON.stringify(BROWSER_SWITCHES, null, 2)}\n`);
  for (const script of await readdir(SCRIPTS)) {
    if (script.endsWith('.py')) await copyFile(join(SCRIPTS, script), join(folder, script));
  }
}
