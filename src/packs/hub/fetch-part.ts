import { EngineFailure } from '../../protocol/errors.ts';
import type { ChosenFile } from './choose-pack-files.ts';
import { fileUrl } from './hub-address.ts';
import type { HubResponse, HubTransport } from './hub-transport.ts';
import { checkStatus } from './list-repository.ts';

/** Bytes of a file: from `offset` on, `length` of them. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** Thrown when a connection ends too early; asking again may help. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Statuses that ask to try again later. */
const RETRYABLE = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * The bytes of a span as they arrive. Throws `ConnectionLost` when they end too early, and `EngineFailure` when asking again would not
 * help: `hub/changed` with `{ file }` where the file has another size than listed, and as `listRepository`.
 */
export async function* fetchSpan(
  transport: HubTransport,
  origin: string,
  file: ChosenFile,
  { offset, length }: Span,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const isWhole = offset === 0 && length === file.sizeBytes;
  const url = fileUrl(origin, file.repository, file.commit, file.remotePath ?? file.path);
  const range = { first: offset, last: offset + length - 1 };
  const response = await transport.get(url, isWhole ? { signal } : { signal, range }).catch(loseConnection);
  checkAnswer(response, file, offset, isWhole);
  let missing = length;
  try {
    for await (const piece of response.pieces()) {
      if (piece.length > missing) throw new EngineFailure('hub/changed', { file: file.path });
      missing -= piece.length;
      yield piece;
    }
  } catch (error) {
    if (error instanceof EngineFailure) throw error;
    loseConnection(error);
  }
  if (missing > 0) throw new ConnectionLost(`${missing} bytes of ${file.path} did not arrive`);
}

function checkAnswer(response: HubResponse, file: ChosenFile, offset: number, isWhole: boolean): void {
  if (RETRYABLE.has(response.status)) throw new ConnectionLost(`status ${response.status}`);
  const changed = new EngineFailure('hub/changed', { file: file.path });
  if (response.status === 416) throw changed;
  checkStatus(response, { repository: file.repository, file: file.path });
  if (!isWhole && response.status !== 206) {
    throw new EngineFailure('hub/unreachable', { file: file.path, reason: 'the server sends no parts of files' });
  }
  // Where the page may read the header, it must match the file that was listed.
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.header('content-range') ?? '') ?? [];
  if (first !== undefined && (Number(first) !== offset || Number(total) !== file.sizeBytes)) throw changed;
}

function loseConnection(error: unknown): never {
  throw new ConnectionLost('the connection was lost', { cause: error });
}
