/** Installs what package-lock.json names, unless it is there already. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './process.mjs';

export function installDependencies() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Renoir needs Node 20.19 or later; this is ${process.version}.`);
  }
  const lock = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  // `npm install` would write the lock file anew.
  run('npm', ['ci', '--no-audit', '--no-fund']);
}
