import { parseArgs, type ParseArgsConfig } from 'node:util';
import { CommandFailure } from './command-failure.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: boolean; strict: true }>
>;

/** `parseArgs` whose complaints are bad input (exit status 2) in one line. */
export function parseOptions<T extends Options>(
  args: readonly string[],
  options: T,
  allowPositionals = false,
): Parsed<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals, strict: true });
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    throw new CommandFailure(line, 2, { cause: error });
  }
}

/** The value of a string option that must be there and not be blank. */
export function requireOption(value: string | undefined, name: string): string {
  if (value === undefined) throw new CommandFailure(`--${name} is missing.`);
  if (value.trim() === '') throw new CommandFailure(`--${name} is empty.`);
  return value;
}

/** The number behind an option, or `fallback` when it was not given. */
export function parseNumber(
  value: string | undefined,
  name: string,
  fallback: number,
  { min, max, integer = false }: { min: number; max: number; integer?: boolean },
): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (
    value.trim() === '' ||
    !Number.isFinite(number) ||
    number < min ||
    number > max ||
    (integer && !Number.isInteger(number))
  ) {
    throw new CommandFailure(
      `--${name} must be ${integer ? 'a whole' : 'a'} number from ${min} to ${max}, not '${value}'.`,
    );
  }
  return number;
}

/** One of a table's ids; the complaint lists the valid ones. */
export function parseChoice<Id extends string>(value: string, name: string, choices: readonly Id[]): Id {
  const choice = choices.find((id) => id === value);
  if (choice === undefined) throw new CommandFailure(`Unknown ${name} '${value}'. Known: ${choices.join(', ')}.`);
  return choice;
}
