import type { HubResponse, HubTransport } from './hub-transport.ts';

/** What is used of `fetch`, which browsers, workers and Node have alike. */
export type Fetch = (
  url: string,
  init: { method: 'GET'; headers: Record<string, string>; signal?: AbortSignal; cache: 'no-store' },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ByteStream | null;
}>;

interface ByteStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };
}

/** A time that runs: `over` resolves at its end, unless it is cancelled. */
export type StartTimer = (seconds: number) => { readonly over: Promise<void>; cancel(): void };

/** A line on which nothing comes for so long is given up; what was asked for may come on another. */
const SILENCE_SECONDS = 30;
/** A page of a listing has at most 1000 entries of some hundred bytes. */
const MAX_JSON_BYTES = 2 ** 25;

/**
 * A hub by `fetch`. A line that stays open and silent rejects as one that is lost does. A single `Range` is one of the headers that a page may send to another origin without a preflight request; `If-Range`
 * is not, and storage behind signed addresses answers no preflight. Commit and checksum identify a file instead.
 */
export function createFetchTransport(fetch: Fetch, startTimer: StartTimer): HubTransport {
  const unlessSilent = async <T>(answer: Promise<T>): Promise<T> => {
    const timer = startTimer(SILENCE_SECONDS);
    const silence = timer.over.then(() => {
      throw new Error(`nothing came for ${SILENCE_SECONDS} s`);
    });
    try {
      return await Promise.race([answer, silence]);
    } finally {
      timer.cancel();
    }
  };
  return {
    async get(url, { range, signal } = {}): Promise<HubResponse> {
      const headers: Record<string, string> = {};
      if (range !== undefined) headers['range'] = `bytes=${range.first}-${range.last}`;
      // The caller stores the packs: the browser's own cache would keep gigabytes twice.
      const init = { method: 'GET', headers, cache: 'no-store' } as const;
      const response = await unlessSilent(fetch(url, signal === undefined ? init : { ...init, signal }));
      return {
        status: response.status,
        header: (name) => response.headers.get(name),
        json: async () => parseJson(readPieces(response.body, unlessSilent)),
        pieces: () => readPieces(response.body, unlessSilent),
      };
    },
  };
}

/** By pieces: a long listing on a slow line is not silent. */
async function parseJson(pieces: AsyncIterable<Uint8Array>): Promise<unknown> {
  const arrived: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    arrived.push(piece);
    length += piece.length;
    if (length > MAX_JSON_BYTES) throw new Error(`an answer of more than ${MAX_JSON_BYTES} bytes`);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of arrived) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** By a reader: not every browser can iterate over a stream. */
async function* readPieces(
  body: ByteStream | null,
  unlessSilent: <T>(answer: Promise<T>) => Promise<T>,
): AsyncGenerator<Uint8Array, void, void> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await unlessSilent(reader.read());
      if (done) return;
      if (value !== undefined) yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
