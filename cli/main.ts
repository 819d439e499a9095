/** `npm run renoir -- <command>`: the engine of the page, under Node. */
import { COMMANDS } from './commands.ts';
import { runCommandLine } from './support/run-command-line.ts';

process.exitCode = await runCommandLine('renoir', COMMANDS, process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  error: (line) => process.stderr.write(`${line}\n`),
});
