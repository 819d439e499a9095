import type { AppErrorCode } from '../store/app-error-code.ts';
import { texts } from './texts.ts';

/** One clear sentence for an error: what happened and what to do. */
export function describeError(error: {
  readonly code: AppErrorCode;
  readonly parameters?: Readonly<Record<string, string | number>>;
}): string {
  return texts.errors[error.code](error.parameters ?? {});
}
