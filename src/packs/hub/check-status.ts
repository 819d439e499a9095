import { EngineFailure, type EngineErrorCode } from '../../protocol/errors.ts';
import type { HubResponse } from './hub-transport.ts';

/** What a hub says beside the status (`X-Error-Code`), where it says it. */
const HUB_ERRORS: Readonly<Record<string, EngineErrorCode>> = {
  GatedRepo: 'hub/forbidden',
  RepoNotFound: 'hub/not-found',
  RevisionNotFound: 'hub/not-found',
  EntryNotFound: 'hub/not-found',
};

const NOT_FOUND: ReadonlySet<number> = new Set([400, 404, 410]);
const FORBIDDEN: ReadonlySet<number> = new Set([403, 451]);
const TOO_MANY_REQUESTS = 429;
/** Statuses after which the same request may succeed. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, TOO_MANY_REQUESTS]);

/**
 * Throws unless a hub gave what was asked for: `hub/not-found`, `hub/forbidden` where a person must sign in or accept terms,
 * `hub/rate-limited` with `{ seconds }` where it says when to ask again, `hub/unavailable` with `{ status }` for its own faults; the
 * `parameters` are added. `isListed`: what was asked for is known to be there.
 */
export function checkStatus(
  response: HubResponse,
  parameters: Readonly<Record<string, string>>,
  isListed = false,
): void {
  const { status } = response;
  if (status >= 200 && status < 300) return;
  const said = HUB_ERRORS[response.header('x-error-code') ?? ''];
  if (said !== undefined) throw new EngineFailure(said, parameters);
  // A hub answers 401 also for a repository that does not exist, so as not to reveal which are private.
  if (NOT_FOUND.has(status) || (status === 401 && !isListed)) throw new EngineFailure('hub/not-found', parameters);
  if (FORBIDDEN.has(status) || status === 401) throw new EngineFailure('hub/forbidden', parameters);
  if (status === TOO_MANY_REQUESTS) {
    const seconds = retryAfterOf(response);
    throw new EngineFailure('hub/rate-limited', { ...parameters, ...(seconds === null ? {} : { seconds }) });
  }
  throw new EngineFailure('hub/unavailable', { ...parameters, status });
}

/** Whether the same request may succeed later. */
export function isTransient({ status }: HubResponse): boolean {
  return TRANSIENT.has(status) || status >= 500;
}

/** The seconds of a `Retry-After` header; null where there is none, a browser hides it, or it is a date. */
export function retryAfterOf(response: HubResponse): number | null {
  const value = response.header('retry-after')?.trim() ?? '';
  return /^\d+$/.test(value) ? Number(value) : null;
}
