import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> } | undefined>
  >;
}

test('the lock file names the optional binaries of every platform, without which `npm ci` refuses it', async () => {
  const { packages } = JSON.parse(await readFile(`${ROOT}package-lock.json`, 'utf8')) as Lock;
  const missing = Object.entries(packages).flatMap(([place, entry]) =>
    Object.keys(entry?.optionalDependencies ?? {}).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});

test('npm says nothing of its own before what it was asked for', async () => {
  const { stdout, stderr } = await promisify(execFile)('npm', ['pkg', 'get', 'name'], { cwd: ROOT });
  expect([stdout.trim(), stderr]).toEqual(['"renoir"', '']);
});
