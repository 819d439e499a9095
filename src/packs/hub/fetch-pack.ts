import { EngineFailure } from '../../protocol/errors.ts';
import type { StoreListener } from '../../protocol/pack-store.ts';
import { matchesChecksum, type Sha1 } from './check-file.ts';
import type { ChosenFile } from './choose-pack-files.ts';
import { countArrived, resetFile, isFileWhole, openParts, type FetchPlan, type Ledger } from './download-ledger.ts';
import { fetchSpan, ConnectionLost, HubBusy } from './fetch-part.ts';
import type { HubTransport } from './hub-transport.ts';
import type { Part } from './part-plan.ts';
import { createSpeedMeter } from './speed-meter.ts';
import { totalBytesOf } from '../pack-file.ts';
import { at } from '../../engine/at.ts';

/** Where the files of a pack are written; files and parts are named by their index. */
export interface PartStorage {
  write(file: number, offset: number, bytes: Uint8Array): Promise<void>;
  /** Stores an entry of the ledger. The bytes that it counts have been written before. */
  saveEntry(ledger: Ledger, part: number): Promise<void>;
  /** Stores whether a file has been verified, and closes it. */
  saveVerified(file: number, isVerified: boolean): Promise<void>;
  pieces(file: number): AsyncIterable<Uint8Array>;
}

export interface FetchPackOptions extends FetchPlan {
  readonly origin: string;
  readonly files: readonly ChosenFile[];
  /** Files verified before. */
  readonly verified: ReadonlySet<number>;
  readonly storage: PartStorage;
  readonly transport: HubTransport;
  readonly sha1: Sha1;
  readonly nowSeconds: () => number;
  readonly waitSeconds: (seconds: number) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onEvent: StoreListener;
}

/** Requests at a time. */
const CONCURRENCY = 3;
/** Pauses before a lost connection is tried again; they start over when bytes arrive. */
const RETRY_SECONDS = [0.5, 1, 2, 4] as const;
/** A hub that asks to wait longer ends the fetch: a person decides when it goes on. */
const MAX_WAIT_SECONDS = 60;
/** Times that a file may arrive damaged. */
const MAX_DAMAGED = 2;

/**
 * Fetches the parts that are not here, a few at a time, each written where it belongs as it arrives; verifies each file once it is
 * whole, and fetches a damaged one again. What has arrived counts when it is called again, however it ended. Throws `EngineFailure`:
 * `hub/*`, `store/stopped`, `pack/corrupt-file` with `{ file }`; and what the storage throws.
 */
export async function fetchPack(options: FetchPackOptions): Promise<void> {
  const { files, parts, ledger, storage, signal, onEvent } = options;
  const verified = new Set(options.verified);
  const damagedTimes = new Map<number, number>();
  const meter = createSpeedMeter(options.nowSeconds);
  let totalBytes = totalBytesOf(files);
  let doneBytes = countArrived(ledger);
  let failure: unknown;
  let hasFailed = false;
  let checks: Promise<void> = Promise.resolve();

  const checkStopped = (): void => {
    if (signal.aborted) throw new EngineFailure('store/stopped');
  };
  /** A second at a time, so that a long wait can be stopped. */
  const wait = async (seconds: number): Promise<void> => {
    for (let left = seconds; left > 0; left--) {
      await options.waitSeconds(Math.min(left, 1));
      checkStopped();
      if (hasFailed) return;
    }
  };
  const report = (phase: 'fetching' | 'checking'): void => {
    onEvent({ type: 'progress', phase, doneBytes, totalBytes, bytesPerSecond: meter.note(doneBytes) });
  };

  const check = async (index: number, file: ChosenFile): Promise<void> => {
    const { checksum, sizeBytes, path } = file;
    const isIntact = await matchesChecksum(checksum, sizeBytes, storage.pieces(index), options.sha1, checkStopped);
    await storage.saveVerified(index, isIntact);
    if (isIntact) {
      verified.add(index);
      return;
    }
    const count = (damagedTimes.get(index) ?? 0) + 1;
    damagedTimes.set(index, count);
    for (const part of resetFile(parts, ledger, index)) await storage.saveEntry(ledger, part);
    onEvent({ type: 'refused', file: path });
    if (count >= MAX_DAMAGED) throw new EngineFailure('pack/corrupt-file', { file: path });
    totalBytes += sizeBytes;
  };

  const checkWhole = (index: number): void => {
    if (verified.has(index) || !isFileWhole(parts, ledger, index)) return;
    checks = checks.then(() => (hasFailed ? undefined : check(index, at(files, index)))).catch(fail);
  };

  const fail = (error: unknown): void => {
    if (!hasFailed) failure = error;
    hasFailed = true;
  };

  const fetchPart = async (index: number, part: Part, file: ChosenFile): Promise<void> => {
    for (let tries = 0; ; tries++) {
      const before = at(ledger, index);
      try {
        const span = { offset: part.offset + before, length: part.length - before };
        for await (const piece of fetchSpan(options.transport, options.origin, file, span, signal)) {
          checkStopped();
          if (hasFailed) return;
          const arrived = at(ledger, index);
          await storage.write(part.file, part.offset + arrived, piece);
          ledger[index] = arrived + piece.length;
          await storage.saveEntry(ledger, index);
          doneBytes += piece.length;
          report('fetching');
        }
        return;
      } catch (error) {
        checkStopped();
        if (!(error instanceof ConnectionLost)) throw error;
        if (at(ledger, index) > before) tries = 0;
        const asked = error instanceof HubBusy ? (error.seconds ?? 0) : 0;
        const seconds = RETRY_SECONDS[tries];
        if (seconds === undefined || asked > MAX_WAIT_SECONDS) {
          if (error instanceof HubBusy) throw error.cause;
          throw new EngineFailure('hub/unreachable', { file: file.path }, { cause: error });
        }
        await wait(Math.max(seconds, asked));
      }
    }
  };

  const fetchFrom = async (queue: number[]): Promise<void> => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      if (hasFailed) return;
      const part = at(parts, index);
      await fetchPart(index, part, at(files, part.file));
      checkWhole(part.file);
    }
  };

  report('fetching');
  for (;;) {
    const queue = [...openParts(parts, ledger)];
    // Files that were whole when an earlier fetch ended, and empty ones.
    for (const index of files.keys()) checkWhole(index);
    await Promise.all(Array.from({ length: CONCURRENCY }, () => fetchFrom(queue).catch(fail)));
    if (!hasFailed) report('checking');
    await checks;
    if (hasFailed) throw failure;
    checkStopped();
    if (verified.size === files.length) return;
  }
}
