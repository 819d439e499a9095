/** `npm run bench -- <table>`: quality on the held-out pairs, and speed. */
import { TABLES } from './bench/tables.ts';
import { runCommandLine } from './support/run-command-line.ts';

process.exitCode = await runCommandLine('bench', TABLES, process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  error: (line) => process.stderr.write(`${line}\n`),
});
