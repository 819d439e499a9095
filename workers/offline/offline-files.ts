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

/** Caches of other builds, which are no longer wanted. */
export function findOldCaches(names: readonly string[], version: string): readonly string[] {
  return names.filter((name) => name.startsWith(CACHE_PREFIX) && name !== nameCache(version));
}

/**
 * Under which kept file a request is answered.
 *
 * @param scope address of the folder of the page
 * @returns null if the network is to answer
 */
export function findOfflinePath(
  request: { readonly url: string; readonly method: string; readonly mode: string },
  scope: string,
  paths: ReadonlySet<string>,
): string | null {
  const url = new URL(request.url);
  const base = new URL(scope);
  if (request.method !== 'GET' || url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return null;
  const path = decodeURIComponent(url.pathname.slice(base.pathname.length));
  if (paths.has(path)) return path;
  const isPage = request.mode === 'navigate' && (path === '' || path.endsWith('/'));
  return isPage && paths.has('index.html') ? 'index.html' : null;
}

/** The part of a file that a `Range` header asks for, from and to (exclusive); null if it asks for none that can be given. */
export function parseRange(header: string | null, size: number): readonly [number, number] | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return start < end ? [start, end] : null;
}
