import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join, relative, sep } from 'node:path';

export interface HubServerOptions {
  /** Folder of each repository's files, by `owner/name`. */
  readonly repositories: Readonly<Record<string, string>>;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** How the storage is called by those who are redirected to it; its own address by default. */
  readonly storageOrigin?: string;
  /** Names a repository's licence in its card. */
  readonly license?: string;
}

/** Bytes that a client got of a file. */
export interface ServedRange {
  readonly path: string;
  readonly first: number;
  readonly length: number;
}

/** A server with the hub's protocol, which can be made to misbehave. */
export interface HubServer {
  readonly origin: string;
  readonly port: number;
  readonly storagePort: number;
  /** What was sent, in order. */
  served(): readonly ServedRange[];
  /** The revisions that were asked about, in order. */
  revisions(): readonly string[];
  /** After so many more bytes every connection is cut, and no new one is answered until `mend`. */
  cutAfter(bytes: number): void;
  mend(): void;
  /** After so many more bytes every line stays open and silent, until `mend`; each that falls silent is told. */
  stallAfter(bytes: number, onStall: () => void): void;
  /** Sends no more bytes a second than this, all connections together. */
  slowDown(bytesPerSecond: number): void;
  /** Sends one byte of a file wrong, so many times. */
  corrupt(path: string, offset: number, times: number): void;
  /** Has another file under a path once so many bytes of it were sent. */
  replaceAfter(path: string, bytes: number, content: Buffer): void;
  /** Answers so many requests for files with a status, and with headers. */
  answerWith(status: number, times: number, headers?: Readonly<Record<string, string>>): void;
  /** Ends the server as if the machine had gone. */
  close(): Promise<void>;
}

interface HubFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly isLarge: boolean;
}

const COMMIT = createHash('sha1').update('renoir').digest('hex');
const LARGE_BYTES = 20_000;
const PIECE_BYTES = 64 * 1024;
/** Lines that a client opens at once. */
const LINES = 3;
/** What the hub lets pages of other origins do and read. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag,Link,Content-Range,X-Repo-Commit,Accept-Ranges',
};

/**
 * Listing (`/api/models/.../tree`, in pages), `resolve` addresses that redirect to a signed address on a second origin for large
 * files, ranged GET there, and no HEAD, as signed addresses are for GET alone.
 */
export async function startHubServer(options: HubServerOptions): Promise<HubServer> {
  const repositories = new Map(
    await Promise.all(
      Object.entries(options.repositories).map(async ([name, folder]) => [name, await readFiles(folder)] as const),
    ),
  );
  const revisions: string[] = [];
  const served: { path: string; first: number; length: number }[] = [];
  const damage = new Map<string, { readonly offset: number; times: number }>();
  const replaced = new Map<string, { readonly after: number; readonly bytes: Buffer }>();
  const sockets = new Set<Socket>();
  let budgetBytes = Infinity;
  let talkBytes = Infinity;
  let onStall = (): void => undefined;
  let bytesPerSecond = Infinity;
  let refusal = { status: 0, times: 0, headers: {} };

  const answerHub: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub');
    if (refuse(request, response)) return;
    const [, owner, name, kind] =
      /^\/(?:api\/models\/)?([^/]+)\/([^/]+)\/(revision|tree|resolve)\//.exec(url.pathname) ?? [];
    const files = repositories.get(`${owner}/${name}`);
    if (files === undefined) return void send(response, 401, { error: 'Repository not found' });
    if (kind === 'revision') {
      revisions.push(decodeURIComponent(url.pathname.split('/revision/')[1] ?? ''));
      return void send(response, 200, { sha: COMMIT, cardData: { license: options.license ?? 'mit' } });
    }
    if (kind === 'tree') return void sendTree(response, url, files);
    if (refusal.times > 0) {
      refusal.times--;
      return void send(response, refusal.status, { error: 'Refused' }, refusal.headers);
    }
    const [, revision, path = ''] = /\/resolve\/([^/]+)\/(.+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    if (revision !== COMMIT && revision !== 'main') return void send(response, 404, { error: 'Invalid rev id' });
    const file = files.find((candidate) => candidate.path === path);
    if (file === undefined) return void send(response, 404, { error: 'Entry not found' });
    if (!file.isLarge) return void sendFile(request, response, file);
    const query = new URLSearchParams({ repository: `${owner}/${name}`, path, signature: sign(path) });
    response.writeHead(302, { ...CORS, location: `${storageOrigin}/xet?${query}`, 'x-repo-commit': COMMIT });
    response.end();
  };

  const answerStorage: RequestListener = (request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://storage');
    const path = searchParams.get('path') ?? '';
    if (refuse(request, response)) return;
    const file = repositories.get(searchParams.get('repository') ?? '')?.find((candidate) => candidate.path === path);
    if (file === undefined || searchParams.get('signature') !== sign(path)) {
      return void send(response, 403, { error: 'Wrong signature' });
    }
    void sendFile(request, response, file);
  };

  /** Signed addresses are for GET: neither HEAD nor the question that a browser asks before an unusual request gets through. */
  const refuse = (request: IncomingMessage, response: ServerResponse): boolean => {
    if (budgetBytes <= 0) {
      request.socket.destroy();
      return true;
    }
    if (request.method === 'GET') return false;
    send(response, 403, { error: 'Wrong method' });
    return true;
  };

  const sendFile = async (request: IncomingMessage, response: ServerResponse, listed: HubFile): Promise<void> => {
    const other = replaced.get(listed.path);
    const sent = served.reduce((sum, { path, length }) => sum + (path === listed.path ? length : 0), 0);
    const file = other !== undefined && sent >= other.after ? { ...listed, bytes: other.bytes } : listed;
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const first = Number(from ?? 0);
    const end = Math.min(Number(to ?? file.bytes.length - 1) + 1, file.bytes.length);
    if (first > end) return send(response, 416, {});
    response.writeHead(from === undefined ? 200 : 206, {
      ...CORS,
      'content-length': end - first,
      'content-type': 'application/octet-stream',
      etag: `"${sha256Of(file.bytes)}"`,
      ...(from === undefined ? {} : { 'content-range': `bytes ${first}-${end - 1}/${file.bytes.length}` }),
    });
    const entry = { path: file.path, first, length: 0 };
    served.push(entry);
    for (let position = first; position < end;) {
      if (talkBytes <= 0) {
        onStall();
        // Without a word, for as long as the client waits.
        await once(response, 'close');
        return;
      }
      const length = Math.min(PIECE_BYTES, end - position, Math.max(budgetBytes, 0));
      if (length === 0 || response.destroyed) break;
      const piece = Buffer.from(file.bytes.subarray(position, position + length));
      damagePiece(file.path, position, piece);
      budgetBytes -= length;
      talkBytes -= length;
      entry.length += length;
      position += length;
      // Also called when the line is gone.
      await new Promise((resolve) => response.write(piece, resolve));
      // Several lines take turns, as those of a real server do.
      await new Promise((resolve) => setTimeout(resolve, (LINES * 1000 * length) / bytesPerSecond));
    }
    if (entry.length === end - first) response.end();
    else response.socket?.end();
  };

  const damagePiece = (path: string, position: number, piece: Buffer): void => {
    const wrong = damage.get(path);
    if (wrong === undefined || wrong.times === 0) return;
    const at = wrong.offset - position;
    const value = piece[at];
    if (value === undefined) return;
    piece[at] = value ^ 1;
    wrong.times--;
  };

  const listen = async (listener: RequestListener) => {
    const server = options.tls === undefined ? createServer(listener) : createSecureServer(options.tls, listener);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // A server that listens on a port has an address that is no pipe's name.
    return { server, port: (server.address() as AddressInfo).port };
  };

  const hub = await listen(answerHub);
  const storage = await listen(answerStorage);
  const scheme = options.tls === undefined ? 'http' : 'https';
  const storageOrigin = options.storageOrigin ?? `${scheme}://127.0.0.1:${storage.port}`;
  return {
    origin: `${scheme}://127.0.0.1:${hub.port}`,
    port: hub.port,
    storagePort: storage.port,
    served: () => served,
    revisions: () => revisions,
    cutAfter: (bytes) => {
      budgetBytes = bytes;
    },
    stallAfter: (bytes, listener) => {
      talkBytes = bytes;
      onStall = listener;
    },
    mend: () => {
      budgetBytes = Infinity;
      talkBytes = Infinity;
    },
    slowDown: (limit) => {
      bytesPerSecond = limit;
    },
    answerWith: (status, times, headers = {}) => {
      refusal = { status, times, headers };
    },
    replaceAfter: (path, after, bytes) => replaced.set(path, { after, bytes }),
    corrupt: (path, offset, times) => damage.set(path, { offset, times }),
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([hub, storage].map(({ server }) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Bytes that were sent more than once. */
export function countServedTwice(served: readonly ServedRange[]): number {
  const ends = new Map<string, number>();
  let twice = 0;
  for (const { path, first, length } of [...served].sort((a, b) => a.first - b.first)) {
    const end = ends.get(path) ?? 0;
    twice += Math.max(0, Math.min(end, first + length) - first);
    ends.set(path, Math.max(end, first + length));
  }
  return twice;
}

/** Half of the entries a page, so that pages are always followed. */
function sendTree(response: ServerResponse, url: URL, files: readonly HubFile[]): void {
  const start = Number(url.searchParams.get('cursor') ?? 0);
  const end = start + Math.max(2, Math.ceil(files.length / 2));
  const entries = files.slice(start, end).map(({ path, bytes, isLarge }) => ({
    type: 'file',
    path,
    size: bytes.length,
    oid: createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
    ...(isLarge ? { lfs: { oid: sha256Of(bytes), size: bytes.length, pointerSize: 134 } } : {}),
  }));
  const next = `https://huggingface.co${url.pathname}?recursive=1&cursor=${end}`;
  send(response, 200, entries, end < files.length ? { link: `<${next}>; rel="next"` } : {});
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...CORS, 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

async function readFiles(folder: string): Promise<readonly HubFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      const bytes = await readFile(file);
      return { path: relative(folder, file).split(sep).join('/'), bytes, isLarge: bytes.length > LARGE_BYTES };
    }),
  );
}

function sign(path: string): string {
  return createHash('sha256').update(`secret ${path}`).digest('hex').slice(0, 16);
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
