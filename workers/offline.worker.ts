/**
 * The service worker: keeps the page, its engine and the starter pack, so that Renoir opens and edits without a network. A tab gets the
 * files of the build that it was opened from, as long as it is open, also after a newer build has taken over.
 */
import { openClientVersions } from './offline/client-versions.ts';
import {
  findOfflinePath,
  findUnusedCaches,
  isKeptFolder,
  nameCache,
  parseRange,
  type OfflineFile,
} from './offline/offline-files.ts';

/** Written in by the build (`offline.config.ts`). */
declare const OFFLINE_FILES: readonly OfflineFile[];
declare const OFFLINE_HEADERS: Readonly<Record<string, string>>;
declare const OFFLINE_VERSION: string;
// The library for workers types `self` as every kind of worker; this file runs as one kind only.
declare const self: ServiceWorkerGlobalScope;

/** The build writes the list wherever it is named: once. */
const FILES = OFFLINE_FILES;
const PATHS = new Set(FILES.map(({ path }) => path));
/** Tells equal content apart from changed content in the cache of another build. */
const HASH_HEADER = 'X-Renoir-Hash';

const versions = openClientVersions(self.registration.scope);

self.addEventListener('install', (event) => {
  event.waitUntil(install());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(removeUnusedCaches());
});

self.addEventListener('message', (event) => {
  const { data, source }: { readonly data: unknown; readonly source: unknown } = event;
  if (data === 'take-over') void self.skipWaiting();
  const isOfPage = typeof data === 'object' && data !== null && 'script' in data && source instanceof Client;
  if (isOfPage) event.waitUntil(adopt(source, String(data.script)));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = findOfflinePath(request, self.registration.scope);
  if (path !== null && isKeptFolder(path, PATHS)) event.respondWith(answer(path, event));
});

/** Fills the cache of this build; what an older build has already is not fetched again. */
async function install(): Promise<void> {
  const cache = await caches.open(nameCache(OFFLINE_VERSION));
  for (const { path, hash } of FILES) {
    const url = addressOf(path);
    const known = await caches.match(url);
    const response = known?.headers.get(HASH_HEADER) === hash ? known : await fetchFresh(url, hash);
    await cache.put(url, withHeaders(response, hash));
  }
}

/** Throws for content that is not of this build: a server may be between two. */
async function fetchFresh(url: string, hash: string): Promise<Response> {
  const response = await fetch(url, { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${url}: ${String(response.status)}`);
  const body = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (!hex.startsWith(hash)) throw new Error(`${url} is of another build`);
  return new Response(body, { headers: response.headers });
}

/** Answers from the cache isolate and bind the page as its server should, whether that does or cannot. */
function withHeaders(response: Response, hash: string): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(OFFLINE_HEADERS)) headers.set(name, value);
  headers.set(HASH_HEADER, hash);
  // The body is unpacked already.
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  return new Response(response.body, { status: 200, headers });
}

/** Takes care of a page that came from the network, if it is of this build: the server may lose its files before it is closed. */
async function adopt(page: Client, script: string): Promise<void> {
  const isOfThisBuild = (address: string): boolean =>
    PATHS.has(findOfflinePath({ url: address, method: 'GET', mode: 'cors' }, self.registration.scope) ?? '');
  if (!isOfThisBuild(script)) return;
  await versions.note(page.id, OFFLINE_VERSION);
  for (const { id, url } of await self.clients.matchAll({ type: 'worker', includeUncontrolled: true })) {
    if (isOfThisBuild(url) && (await versions.read(id)) === null) await versions.note(id, OFFLINE_VERSION);
  }
  await self.clients.claim();
}

/** Deletes the files of builds that no tab is of any more; none while there is a tab of which nothing is known. */
async function removeUnusedCaches(): Promise<void> {
  const clients = await self.clients.matchAll({ type: 'all', includeUncontrolled: true });
  await versions.keepOnly(new Set(clients.map(({ id }) => id)));
  const used = new Set([OFFLINE_VERSION]);
  for (const { id, type } of clients) {
    const version = await versions.read(id);
    if (version !== null) used.add(version);
    else if (type === 'window') return;
  }
  await Promise.all(findUnusedCaches(await caches.keys(), used).map((name) => caches.delete(name)));
}

async function answer(path: string, event: FetchEvent): Promise<Response> {
  const { request, clientId, resultingClientId } = event;
  // A page is opened from this build; what it asks for, and its threads, are of the same.
  const isPage = request.mode === 'navigate';
  const version = isPage ? OFFLINE_VERSION : ((await versions.read(clientId)) ?? OFFLINE_VERSION);
  const kept = await find(path, version);
  // The browser may have emptied the cache.
  if (kept === undefined) return fetch(request);
  if (resultingClientId !== '') await versions.note(resultingClientId, version);
  // By then the page that this one follows is gone.
  if (request.destination === 'worker' && version === OFFLINE_VERSION) event.waitUntil(removeUnusedCaches());
  return cutOut(kept, request.headers.get('Range'));
}

/** The file in the cache of a build; names of assets change with the content, so that any build's will do. */
async function find(path: string, version: string): Promise<Response | undefined> {
  const cache = await caches.open(nameCache(version));
  const kept = await cache.match(addressOf(path));
  return kept ?? (path.startsWith('assets/') ? caches.match(addressOf(path)) : undefined);
}

async function cutOut(kept: Response, header: string | null): Promise<Response> {
  if (header === null) return kept;
  const body = await kept.blob();
  const range = parseRange(header, body.size);
  if (range === null) return new Response(body, { headers: kept.headers });
  const [start, end] = range;
  const headers = new Headers(kept.headers);
  headers.set('Content-Range', `bytes ${String(start)}-${String(end - 1)}/${String(body.size)}`);
  return new Response(body.slice(start, end), { status: 206, headers });
}

function addressOf(path: string): string {
  return new URL(path, self.registration.scope).href;
}
