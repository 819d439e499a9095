import type { Command } from '../command.ts';
import { runCommandLine } from '../run-command-line.ts';

export interface CommandRun {
  readonly exitCode: number;
  /** Lines of the two streams. */
  readonly out: readonly string[];
  readonly error: readonly string[];
}

/** Runs a command line as a shell would, and keeps what it printed. */
export async function runCommand(
  program: string,
  commands: Readonly<Record<string, Command>>,
  args: readonly string[],
): Promise<CommandRun> {
  const out: string[] = [];
  const error: string[] = [];
  const exitCode = await runCommandLine(program, commands, [...args], {
    out: (line) => out.push(line),
    error: (line) => error.push(line),
  });
  return { exitCode, out, error };
}
