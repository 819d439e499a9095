/** A file that is kept for work without a network, by its address relative to the page. */
export interface OfflineFile {
  readonly path: string;
  /** Changes with the content. */
  readonly hash: string;
}

const CACHE_PREFIX = 'renoir-shell-';

/** The cache of one build: equal for equal files. */
export function nameCache(version: string): string {
  return `${CACHE_PREFIX}${version}`;
}

/** Caches of builds that are not used. */
export function findUnusedCaches(names: readonly string[], used: ReadonlySet<string>): readonly string[] {
  return names.filter((name) => name.startsWith(CACHE_PREFIX) && !used.has(name.slice(CACHE_PREFIX.length)));
}

/**
 * What of the page a request asks for: a path relative to its folder, `index.html` for the page itself.
 *
 * @param scope address of the folder of the page
 * @returns null if the network is to answer
 */
export function findOfflinePath(
  request: { readonly url: string; readonly method: string; readonly mode: string },
  scope: string,
): string | null {
  const url = new URL(request.url);
  const base = new URL(scope);
  if (request.method !== 'GET' || url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return null;
  const path = decodeURIComponent(url.pathname.slice(base.pathname.length));
  const isPage = request.mode === 'navigate' && (path === '' || path.endsWith('/'));
  return isPage ? 'index.html' : path;
}

/** Whether a file lies where a build keeps files: another build may have kept it there. */
export function isKeptFolder(path: string, paths: ReadonlySet<string>): boolean {
  if (paths.has(path)) return true;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return folder !== '' && [...paths].some((kept) => kept.slice(0, kept.lastIndexOf('/') + 1) === folder);
}

/** The part of a file that a `Range` header asks for, from and to (exclusive); null if it asks for none that can be given. */
export function parseRange(header: string | null, size: number): readonly [number, number] | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return start < end ? [start, end] : null;
}
