import { EngineFailure } from '../protocol/errors.ts';

/** Throws `run/cancelled` when the run was stopped. Called between two evaluations of the network. */
export function checkCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new EngineFailure('run/cancelled');
}
