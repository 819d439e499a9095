/**
 * `npm run audit`: asks the registry which of the pinned dependencies have known advisories. It ends with 1 if one is of high severity or
 * worse; a registry that does not answer proves nothing, and fails nothing.
 */
import { spawnSync } from 'node:child_process';
import { readAudit } from './read-audit.mjs';
import { root } from './process.mjs';

const { stdout } = spawnSync('npm', ['audit', '--json'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
  timeout: 120_000,
});
const { isAnswered, lines, isBad } = readAudit(stdout);
console.log(isAnswered ? lines.join('\n') : 'The registry did not answer: no dependency was checked.');
process.exitCode = isBad ? 1 : 0;
