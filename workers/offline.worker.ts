/** The service worker: keeps the page, its engine and the starter pack, so that Renoir opens and edits without a network. */
import { findOfflinePath, findOldCaches, nameCache, parseRange, type OfflineFile } from './offline/offline-files.ts';

/** Written in by the build (`offline.config.ts`). */
declare const OFFLINE_FILES: readonly OfflineFile[];
declare const OFFLINE_VERSION: string;
// The library for workers types `self` as every kind of worker; this file runs as one kind only.
declare const self: ServiceWorkerGlobalScope;

/** Shared memory needs an isolated page; answers from the cache must isolate it as the server's do. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

const PATHS = new Set(OFFLINE_FILES.map(({ path }) => path));
/** Tells equal content apart from changed content in the cache of another build. */
const HASH_HEADER = 'X-Renoir-Hash';

self.addEventListener('install', (event) => {
  event.waitUntil(install());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(removeOldCaches());
});

self.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const path = findOfflinePath(event.request, self.registration.scope, PATHS);
  if (path !== null) event.respondWith(answer(path, event.request));
});

/** Fills the cache of this build; what an older build has already is not fetched again. */
async function install(): Promise<void> {
  const cache = await caches.open(nameCache(OFFLINE_VERSION));
  for (const { path, hash } of OFFLINE_FILES) {
    const url = addressOf(path);
    const known = await caches.match(url);
    const response = known?.headers.get(HASH_HEADER) === hash ? known : await fetchFresh(url, hash);
    await cache.put(url, response);
  }
}

async function fetchFresh(url: string, hash: string): Promise<Response> {
  const response = await fetch(url, { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${url}: ${String(response.status)}`);
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  headers.set(HASH_HEADER, hash);
  // The body is unpacked already.
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  return new Response(response.body, { status: 200, headers });
}

async function removeOldCaches(): Promise<void> {
  const old = findOldCaches(await caches.keys(), OFFLINE_VERSION);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answer(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(nameCache(OFFLINE_VERSION));
  const kept = await cache.match(addressOf(path));
  // The browser may have emptied the cache.
  if (kept === undefined) return fetch(request);
  const header = request.headers.get('Range');
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
