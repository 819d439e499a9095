import { EngineFailure } from '../../protocol/errors.ts';
import type { ChosenFile } from './choose-pack-files.ts';
import { fileUrl } from './hub-address.ts';
import type { HubResponse, HubTransport } from './hub-transport.ts';
import { checkStatus, isTransient, retryAfterOf } from './check-status.ts';

/** Bytes of a file: from `offset` on, `length` of them. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** Thrown when a connection ends too early; asking again may help. */
export class ConnectionLost extends Error {
  override readonly name: string = 'ConnectionLost';
}

/** Thrown when a hub asks to come back later, after so many seconds where it says that; `cause` is the failure if nobody does. */
export class HubBusy extends ConnectionLost {
  override readonly name = 'HubBusy';
  readonly seconds: number | null;

  constructor(seconds: number | null, cause: unknown) {
    super('the hub asks to come back later', { cause });
    this.seconds = seconds;
  }
}

/**
 * The bytes of a span as they arrive. Throws `ConnectionLost` when they end too early, `HubBusy` when the hub asks to come back, and
 * `EngineFailure` when asking again would not help: `hub/changed` with `{ file }` where the file has another size than listed, and as
 * `checkStatus`.
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
  const changed = new EngineFailure('hub/changed', { file: file.path });
  if (response.status === 416) throw changed;
  try {
    checkStatus(response, { repository: file.repository, file: file.path }, true);
  } catch (error) {
    throw isTransient(response) ? new HubBusy(retryAfterOf(response), error) : error;
  }
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
