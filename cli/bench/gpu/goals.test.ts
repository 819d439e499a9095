import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../../bench/gpu/goals.py', import.meta.url));

interface Device {
  readonly opening: number;
  readonly runs: Readonly<Record<string, object>>;
  readonly edits: object | null;
}

/** What goals.py prints of two reports, and the status that it ends with. */
async function compare(pack: Device, full: Device): Promise<readonly [status: number, lines: readonly string[]]> {
  const folder = await mkdtemp(join(tmpdir(), 'renoir-goals-'));
  try {
    await writeFile(join(folder, 'pack.json'), JSON.stringify({ webgpu: pack }));
    await writeFile(join(folder, 'sd-turbo.json'), JSON.stringify({ webgpu: full }));
    const run = promisify(execFile)('python3', [SCRIPT, '--read', '--out', folder]);
    const { code, stdout } = await run.then(
      (output) => ({ ...output, code: 0 }),
      (error: { readonly code: number; readonly stdout: string }) => error,
    );
    return [code, stdout.trim().split('\n')];
  } finally {
    await rm(folder, { recursive: true });
  }
}

const FAST: Device = {
  opening: 5,
  runs: { forward: { median: 70 }, gradient: { median: 170 } },
  edits: { whole: 0.3, laterWords: 0.07 },
};

it('says of every goal of a card whether it is reached', async () => {
  const [status, lines] = await compare(FAST, FAST);
  expect(status).toBe(0);
  expect(lines).toHaveLength(6);
  expect(lines[4]).toMatch(/gradient \/ forward .* 2\.43 reached$/);
});

it('fails for one that is missed, and for one that was not measured', async () => {
  const [status, lines] = await compare(
    { ...FAST, edits: null },
    { ...FAST, opening: 9, runs: { forward: { median: 70 }, gradient: { error: 'run/failed' } } },
  );
  expect(status).toBe(1);
  expect(lines.map((line) => line.split(/ {2,}|(?<=[\d.]) /).at(-1))).toEqual([
    'not measured',
    'not measured',
    'reached',
    'reached',
    'not measured',
    'MISSED',
  ]);
});
