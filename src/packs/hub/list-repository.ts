import { EngineFailure } from '../../protocol/errors.ts';
import { revisionUrl, treeUrl } from './hub-address.ts';
import type { HubResponse, HubTransport } from './hub-transport.ts';
import { parseListing, parseNextLink, type HubFile } from './parse-listing.ts';

/** A repository at one commit: later changes of the branch do not reach it. */
export interface HubListing {
  readonly repository: string;
  readonly commit: string;
  /** As the repository's card names it, `mit`; null where it names none. */
  readonly license: string | null;
  readonly files: readonly HubFile[];
}

/** A listing has 1000 entries a page; a model pack has far fewer than this many pages. */
const MAX_PAGES = 50;

/**
 * Lists a repository, pinned to the commit that `revision` names now. Throws `EngineFailure`: `hub/unreachable`,
 * `hub/not-found` with `{ repository }`, `hub/forbidden` with `{ repository }` where it is private or its terms must be accepted first.
 */
export async function listRepository(
  transport: HubTransport,
  origin: string,
  repository: string,
  revision = 'main',
): Promise<HubListing> {
  const { body: about } = await getJson(transport, revisionUrl(origin, repository, revision), repository);
  const commit = fieldOf(about, 'sha');
  if (typeof commit !== 'string') throw new EngineFailure('hub/unreachable', { reason: 'no commit in the answer' });
  const files: HubFile[] = [];
  const tree = treeUrl(origin, repository, commit);
  let url: string | null = tree;
  for (let page = 0; url !== null && page < MAX_PAGES; page++) {
    const answer: JsonAnswer = await getJson(transport, url, repository);
    const listed = parseListing(answer.body);
    if (listed === null) throw new EngineFailure('hub/unreachable', { reason: 'no listing in the answer' });
    files.push(...listed);
    const next = parseNextLink(answer.response.header('link'));
    // A hub behind a proxy links to its own origin: only the query is taken.
    url = next === null ? null : `${tree.replace(/\?.*$/, '')}?${next.split('?')[1] ?? ''}`;
  }
  return { repository, commit, license: licenseOf(about), files };
}

interface JsonAnswer {
  readonly response: HubResponse;
  readonly body: unknown;
}

async function getJson(transport: HubTransport, url: string, repository: string): Promise<JsonAnswer> {
  const unreachable = (error: unknown): never => {
    throw new EngineFailure('hub/unreachable', {}, { cause: error });
  };
  const response = await transport.get(url).catch(unreachable);
  checkStatus(response, { repository });
  return { response, body: await response.json().catch(unreachable) };
}

/** Throws as `listRepository` unless the hub gave what was asked for. */
export function checkStatus({ status }: HubResponse, parameters: Readonly<Record<string, string>>): void {
  if (status >= 200 && status < 300) return;
  // A hub answers 401 also for a repository that does not exist, so as not to reveal which are private.
  if (status === 401 || status === 404) throw new EngineFailure('hub/not-found', parameters);
  if (status === 403) throw new EngineFailure('hub/forbidden', parameters);
  throw new EngineFailure('hub/unreachable', { ...parameters, status });
}

function licenseOf(about: unknown): string | null {
  const card = fieldOf(about, 'cardData');
  const named = fieldOf(card, 'license_name') ?? fieldOf(card, 'license');
  return typeof named === 'string' ? named : null;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
