import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readAudit } from '../scripts/read-audit.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      { readonly integrity?: string; readonly optionalDependencies?: Readonly<Record<string, string>> } | undefined
    >
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

test('every dependency is pinned by its checksum', async () => {
  const { packages } = JSON.parse(await readFile(`${ROOT}package-lock.json`, 'utf8')) as Lock;
  const open = Object.entries(packages).filter(
    ([place, entry]) => place !== '' && entry?.integrity?.startsWith('sha512-') !== true,
  );
  expect(open).toEqual([]);
});

test('known advisories are read from what npm says, and silence is no answer', () => {
  const via = [{ title: 'Prototype pollution', url: 'https://example.org/GHSA-1' }, 'other'];
  const vulnerabilities = { some: { name: 'some', severity: 'high', range: '<2', via } };
  expect(readAudit(JSON.stringify({ vulnerabilities }))).toEqual({
    isAnswered: true,
    lines: ['high: some <2, Prototype pollution, https://example.org/GHSA-1'],
    isBad: true,
  });
  const none = { vulnerabilities: {}, metadata: { dependencies: { total: 325 } } };
  expect(readAudit(JSON.stringify(none))).toMatchObject({
    lines: ['325 dependencies, no known advisory.'],
    isBad: false,
  });
  for (const silence of ['', '{"message":"405 Method Not Allowed","error":{}}']) {
    expect(readAudit(silence)).toEqual({ isAnswered: false, lines: [], isBad: false });
  }
});

test('npm says nothing of its own before what it was asked for', async () => {
  const { stdout, stderr } = await promisify(execFile)('npm', ['pkg', 'get', 'name'], { cwd: ROOT });
  expect([stdout.trim(), stderr]).toEqual(['"renoir"', '']);
});
