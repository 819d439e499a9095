import { EngineFailure } from '../../src/protocol/errors.ts';
import { CommandFailure } from './command-failure.ts';
import type { Command } from './command.ts';
import { describeEngineError } from './describe-engine-error.ts';

/** Where a command writes; the process's own streams outside tests. */
export interface CommandStreams {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

/**
 * Runs one verb of a table and returns the exit status: 0, 2 for bad input, 1 for a failure. With `--json` the last line on
 * stdout is one JSON object; sentences about failures go to stderr.
 */
export async function runCommandLine(
  program: string,
  commands: Readonly<Record<string, Command>>,
  args: readonly string[],
  { out, error }: CommandStreams,
): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help') {
    out(describeProgram(program, commands));
    return verb === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (command === undefined) {
    error(`Unknown command '${verb}'. Known: ${Object.keys(commands).join(', ')}.`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    out(`${command.summary}\n\n${command.usage}`);
    return 0;
  }
  try {
    const result = await command.run({ args: rest.filter((arg) => arg !== '--json'), report: error });
    for (const line of rest.includes('--json') ? [JSON.stringify(result.json)] : result.lines) out(line);
    if (result.problem === undefined) return 0;
    error(result.problem);
    return 2;
  } catch (failure) {
    return reportFailure(failure, error);
  }
}

function reportFailure(failure: unknown, error: (line: string) => void): number {
  if (failure instanceof CommandFailure) {
    error(failure.message);
    return failure.exitCode;
  }
  if (failure instanceof EngineFailure) {
    error(describeEngineError(failure.error));
    return /^(photo|prompt|pack|graph)\//.test(failure.error.code) ? 2 : 1;
  }
  error(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure));
  return 1;
}

function describeProgram(program: string, commands: Readonly<Record<string, Command>>): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const verbs = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    `Usage: ${program} <command> [options] [--json]`,
    '',
    ...verbs,
    '',
    `${program} <command> --help says more.`,
  ].join('\n');
}
