import { en, type AppErrorCode } from './en.ts';

/** One clear sentence for an error: what happened and what to do. */
export function sayError(error: {
  readonly code: AppErrorCode;
  readonly parameters?: Readonly<Record<string, string | number>>;
}): string {
  return en.errors[error.code](error.parameters ?? {});
}
