import type { HubResponse, HubTransport } from './hub-transport.ts';

/** What is used of `fetch`, which browsers, workers and Node have alike. */
export type Fetch = (
  url: string,
  init: { method: 'GET'; headers: Record<string, string>; signal?: AbortSignal; cache: 'no-store' },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ByteStream | null;
  json(): Promise<unknown>;
}>;

interface ByteStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };
}

/**
 * A hub by `fetch`. A single `Range` is one of the headers that a page may send to another origin without a preflight request; `If-Range`
 * is not, and storage behind signed addresses answers no preflight. Commit and checksum identify a file instead.
 */
export function createFetchTransport(fetch: Fetch): HubTransport {
  return {
    async get(url, { range, signal } = {}): Promise<HubResponse> {
      const headers: Record<string, string> = {};
      if (range !== undefined) headers['range'] = `bytes=${range.first}-${range.last}`;
      // The caller stores the packs: the browser's own cache would keep gigabytes twice.
      const init = { method: 'GET', headers, cache: 'no-store' } as const;
      const response = await fetch(url, signal === undefined ? init : { ...init, signal });
      return {
        status: response.status,
        header: (name) => response.headers.get(name),
        json: () => response.json(),
        pieces: () => readPieces(response.body),
      };
    },
  };
}

/** By a reader: not every browser can iterate over a stream. */
async function* readPieces(body: ByteStream | null): AsyncGenerator<Uint8Array, void, void> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (value !== undefined) yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
