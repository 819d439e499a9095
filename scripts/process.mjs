/** Running other programs from the scripts: output goes straight to the terminal, a failure becomes an exception. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const isWindows = process.platform === 'win32';

/** Runs a program and returns its exit code; its output is the terminal's. */
export function attempt(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', shell: isWindows, ...options });
  return error ? 127 : (status ?? 1);
}

/** Runs a program and throws when it fails. */
export function run(program, args, options = {}) {
  const status = attempt(program, args, options);
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')} ended with exit code ${status}.`);
}

/** True when a program runs and exits with 0; its output is dropped. */
export function succeeds(program, args) {
  return spawnSync(program, args, { cwd: root, stdio: 'ignore', shell: isWindows }).status === 0;
}
