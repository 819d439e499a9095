/** A static host that can set no headers, and what is deployed on it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';

const FOLDER = 'dist';
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

export interface ReleaseServer {
  readonly origin: string;
  /** Puts another build in the place of the one that is served: some files are other ones, and one may have another name. */
  deploy(release: Release): void;
  /** Ends the host, with all connections; `start` brings it back at the same address. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface Release {
  /** As in the names of caches: 16 hexadecimal digits. */
  readonly version: string;
  /** By path; a text stands in every file that may name another file. */
  readonly edits?: Readonly<Record<string, (text: string) => string>>;
  /** Files of the earlier build that have another name in this one. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Changes the service worker itself. */
  readonly worker?: (text: string) => string;
  /** Files that the host still has from the build before, though the list of files says otherwise. */
  readonly late?: readonly string[];
}

export async function startReleaseServer(): Promise<ReleaseServer> {
  const changed = new Map<string, Buffer | null>();
  const read = (path: string): Buffer => changed.get(path) ?? readFileSync(join(FOLDER, path));
  let port = 0;
  let server: Server | null = null;

  const start = async (): Promise<void> => {
    const starting = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const path = decodeURIComponent(pathname.slice(1)) || 'index.html';
      try {
        if (changed.get(path) === null) throw new Error('It is gone.');
        const body = read(path);
        response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
        response.end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => starting.listen(port, 'localhost', resolve));
    ({ port } = starting.address() as AddressInfo);
    server = starting;
  };
  await start();

  return {
    origin: `http://localhost:${String(port)}`,
    deploy({ version, edits = {}, renamed = {}, worker: editWorker = (text) => text, late = [] }) {
      const worker = editWorker(read('sw.js').toString());
      const rename = (text: string): string =>
        Object.entries(renamed).reduce((named, [from, to]) => named.replaceAll(basename(from), basename(to)), text);
      const next = new Map<string, Buffer>();
      for (const [path, edit] of Object.entries(edits))
        next.set(path, Buffer.from(rename(edit(read(path).toString()))));
      for (const [from, to] of Object.entries(renamed)) next.set(to, next.get(from) ?? read(from));

      let list = rename(worker).replaceAll(readVersion(worker), version);
      for (const [path, bytes] of next) list = list.replaceAll(hashOf(list, path), digest(bytes));
      for (const [path, bytes] of next) if (!late.includes(path)) changed.set(path, bytes);
      for (const from of Object.keys(renamed)) changed.set(from, null);
      changed.set('sw.js', Buffer.from(list));
    },
    async stop() {
      server?.closeAllConnections();
      await new Promise((resolve) => server?.close(resolve));
    },
    start,
  };
}

/** The version that a service worker was built with. */
function readVersion(worker: string): string {
  const [version] = /(?<=\W)(?<!hash:\W)[0-9a-f]{16}(?=\W)/.exec(worker) ?? [];
  if (version === undefined) throw new Error('The service worker has no version.');
  return version;
}

/** What the list of a service worker says of a file. */
function hashOf(worker: string, path: string): string {
  const [, hash] = new RegExp(`${path.replaceAll('.', String.raw`\.`)}\\W+hash\\W+([0-9a-f]{16})`).exec(worker) ?? [];
  if (hash === undefined) throw new Error(`The service worker does not keep ${path}.`);
  return hash;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
