import { EngineFailure } from '../../protocol/errors.ts';
import { formatRepository } from '../../protocol/parse-repository.ts';
import { checkStatus } from './check-status.ts';
import { MAIN_REVISION, revisionUrl, treeUrl } from './hub-address.ts';
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
 * and as `checkStatus` with `{ repository }`; `hub/forbidden` also where a listing is public whose files need terms to be accepted first.
 */
export async function listRepository(
  transport: HubTransport,
  origin: string,
  repository: string,
  revision: string = MAIN_REVISION,
): Promise<HubListing> {
  const named = revision === MAIN_REVISION ? repository : formatRepository({ repository, revision });
  const { body: about } = await getJson(transport, revisionUrl(origin, repository, revision), named);
  const commit = fieldOf(about, 'sha');
  const gated = fieldOf(about, 'gated');
  // A string says who grants access, `auto` or `manual`.
  if (gated === true || typeof gated === 'string') throw new EngineFailure('hub/forbidden', { repository: named });
  if (typeof commit !== 'string') throw new EngineFailure('hub/unreachable', { reason: 'no commit in the answer' });
  const files: HubFile[] = [];
  const tree = treeUrl(origin, repository, commit);
  let url: string | null = tree;
  for (let page = 0; url !== null && page < MAX_PAGES; page++) {
    const answer: JsonAnswer = await getJson(transport, url, named);
    const listed = parseListing(answer.body);
    if (listed === null) throw new EngineFailure('hub/unreachable', { reason: 'no listing in the answer' });
    for (const file of listed) files.push(file);
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

function licenseOf(about: unknown): string | null {
  const card = fieldOf(about, 'cardData');
  const named = fieldOf(card, 'license_name') ?? fieldOf(card, 'license');
  return typeof named === 'string' ? named : null;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
