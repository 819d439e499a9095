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

/** What a broken line throws; asking again may help. */
export class LineBroken extends Error {
  override readonly name = 'LineBroken';
}

/** Statuses that say: later. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * The bytes of a span as they arrive. Throws `LineBroken` when they end too early, and `EngineFailure` when asking again would not
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
  const response = await transport.get(url, isWhole ? { signal } : { signal, range }).catch(breakLine);
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
    breakLine(error);
  }
  if (missing > 0) throw new LineBroken(`${missing} bytes of ${file.path} did not come`);
}

function checkAnswer(response: HubResponse, file: ChosenFile, offset: number, isWhole: boolean): void {
  if (PASSING.has(response.status)) throw new LineBroken(`status ${response.status}`);
  const changed = new EngineFailure('hub/changed', { file: file.path });
  if (response.status === 416) throw changed;
  checkStatus(response, { repository: file.repository, file: file.path });
  if (!isWhole && response.status !== 206) {
    throw new EngineFailure('hub/unreachable', { file: file.path, reason: 'the server sends no parts of files' });
  }
  // Where the page may read it, it must speak of the file that was listed.
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.header('content-range') ?? '') ?? [];
  if (first !== undefined && (Number(first) !== offset || Number(total) !== file.sizeBytes)) throw changed;
}

function breakLine(error: unknown): never {
  throw new LineBroken('the line broke', { cause: error });
}
