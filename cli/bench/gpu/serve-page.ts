import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import type { BenchmarkReport } from '../../../src/protocol/benchmark.ts';
import type { ListedFile } from '../../../src/packs/pack-reader.ts';

/** What the page posts: a line of progress, or the report and its text. */
export type PageMessage = { readonly line: string } | { readonly report: BenchmarkReport; readonly text: string };

export interface PageServer {
  readonly url: string;
  close(): void;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Serves the built page at `/` and a pack with the list of its files at `/pack/`, isolated, so that WASM has threads. */
export async function servePage(
  page: string,
  pack: string,
  onMessage: (message: PageMessage) => void,
): Promise<PageServer> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (request.method === 'POST') {
      // The page of this very build posts nothing else.
      onMessage(JSON.parse(await text(request)) as PageMessage);
      response.writeHead(204).end();
    } else if (path === '/pack/files.json') {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(await listPack(pack)));
    } else {
      await sendFile(response, path.startsWith('/pack/') ? pack : page, path.replace(/^\/pack\//, '/'));
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    url: `http://localhost:${port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function sendFile(response: ServerResponse, folder: string, path: string): Promise<void> {
  const file = normalize(join(folder, path));
  const found = file.startsWith(join(folder, sep)) ? await stat(file).catch(() => null) : null;
  if (found === null || !found.isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('Content-Type', MEDIA_TYPES[extname(file)] ?? 'application/octet-stream');
  response.setHeader('Content-Length', found.size);
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
}

async function listPack(folder: string): Promise<readonly ListedFile[]> {
  const names = await readdir(folder, { recursive: true, encoding: 'utf8' });
  const files = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(folder, name));
      return found.isFile() ? [{ path: name.replaceAll(sep, '/'), sizeBytes: found.size }] : [];
    }),
  );
  return files.flat();
}
