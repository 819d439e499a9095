/** What a verb gets: its arguments, and where to report progress. */
export interface CommandContext {
  /** Arguments behind the verb. */
  readonly args: readonly string[];
  /** One line of progress, on stderr. */
  readonly report: (line: string) => void;
}

/** What a verb returns: a record for `--json`, and the same in words. */
export interface CommandResult {
  readonly json: object;
  readonly lines: readonly string[];
  /** A sentence about bad input that was found although the command ran to its end (exit status 2). */
  readonly problem?: string;
}

export interface Command {
  readonly summary: string;
  readonly usage: string;
  run(context: CommandContext): Promise<CommandResult>;
}
