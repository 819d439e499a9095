/** A repository of the hub as a person names it. */
export interface RepositoryAddress {
  /** `owner/name`. */
  readonly repository: string;
  /** Branch, tag or commit; absent for the branch `main`. */
  readonly revision?: string;
}

const HUB_HOSTS = ['huggingface.co', 'www.huggingface.co', 'hf.co'] as const;
const SURROUNDINGS = /^[\s"'`<“”„‚‘’«»]+|[\s"'`>“”„‚‘’«»]+$/g;
const OWNER_OR_NAME = /^(?!\.+$)[\w.-]+$/;
const REVISION = /^(?!.*\.\.)[\w.+-]+(?:\/[\w.+-]+)*$/;
/** Pages of a repository whose address has a revision next, and those where it has none. */
const WITH_REVISION: ReadonlySet<string> = new Set([
  'tree',
  'blob',
  'resolve',
  'raw',
  'blame',
  'commits',
  'commit',
  'edit',
]);
const WITHOUT_REVISION: ReadonlySet<string> = new Set(['discussions', 'settings', 'community']);
/** `refs/pr/1` and `refs/convert/onnx` are revisions of three parts; other names with slashes are escaped in addresses. */
const REFERENCE_PARTS = 3;

/**
 * Reads what a person types or pastes: `owner/name`, `owner/name@revision`, the address of a repository's page, of a folder or a file in
 * it, on the hub or on one of `hosts`; quotes and spaces around it do not count. Null for anything else, other hosts included.
 */
export function parseRepository(text: string, hosts: readonly string[] = []): RepositoryAddress | null {
  const typed = text.replaceAll(SURROUNDINGS, '');
  const [, scheme, path = ''] = /^(https?:\/\/|hf:\/\/)?([^?#]*)/i.exec(typed) ?? [];
  const parts = path.split('/').filter((part, index, all) => part !== '' || index < all.length - 1);
  const isOnHub = [...HUB_HOSTS, ...hosts].includes(parts[0]?.toLowerCase() ?? '');
  if (isOnHub) parts.shift();
  else if (scheme?.toLowerCase().startsWith('http') === true) return null;
  const [owner = '', last = '', page, ...rest] = parts;
  const [name = '', revision, ...more] = last.split('@');
  // In `owner/name@refs/pr/1` the slashes are the revision's.
  const named = revision === undefined || page === undefined ? revision : [revision, page, ...rest].join('/');
  const linked = revision === undefined && page !== undefined ? readPage(page, rest) : undefined;
  if (more.length > 0 || linked === null) return null;
  const asked = named ?? linked;
  const repository = `${owner}/${name.replace(/\.git$/, '')}`;
  if (!repository.split('/').every((part) => OWNER_OR_NAME.test(part))) return null;
  if (asked !== undefined && !REVISION.test(asked)) return null;
  return asked === undefined || asked === 'main' ? { repository } : { repository, revision: asked };
}

/** The revision in the address of a page; undefined where it has none, null where it is no page of a repository. */
function readPage(page: string, rest: readonly string[]): string | undefined | null {
  if (WITHOUT_REVISION.has(page)) return undefined;
  if (!WITH_REVISION.has(page)) return null;
  const parts = rest.slice(0, rest[0] === 'refs' ? REFERENCE_PARTS : 1).join('/');
  try {
    return parts === '' ? undefined : decodeURIComponent(parts);
  } catch {
    return null;
  }
}

/** The address of a repository's page on the hub, at its revision. */
export function pageOf({ repository, revision }: RepositoryAddress): string {
  const page = `https://${HUB_HOSTS[0]}/${repository}`;
  return revision === undefined ? page : `${page}/tree/${encodeURIComponent(revision)}`;
}

/** `owner/name`, and the revision where it is not `main`. */
export function formatRepository({ repository, revision }: RepositoryAddress): string {
  return revision === undefined ? repository : `${repository}@${revision}`;
}
