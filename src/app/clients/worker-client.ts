import { releaseProxy, wrap, type Remote } from 'comlink';
import type { LifeNotice } from '../../protocol/life-notice.ts';

/** Why a call got no answer: what the browser said of the worker's death or of the call; null after `end`. */
export type EndReason = string | null;

/** Owns a worker, which the first call starts, and the first call after its end starts anew. */
export interface WorkerClient<Api> {
  /** Resolves with the answer; with `fail` for a call that throws, or that the worker does not survive: then `isOver` is true. */
  call<T>(begin: (remote: Remote<Api>) => Promise<T>, fail: (reason: EndReason, isOver: boolean) => T): Promise<T>;
  /** Calls the worker if it runs; one that is gone has nothing left to be told. */
  notify(begin: (remote: Remote<Api>) => Promise<void>): Promise<void>;
  /** Ends the worker and all calls in progress. */
  end(): void;
}

export function createWorkerClient<Api>(start: () => Worker): WorkerClient<Api> {
  let connection: Connection<Api> | null = null;

  const connect = (): Connection<Api> => {
    connection ??= openConnection<Api>(start(), () => {
      connection = null;
    });
    return connection;
  };

  return {
    call: (begin, fail) => callUntilEnd(connect(), begin, fail),
    async notify(begin) {
      if (connection !== null) await callUntilEnd(connection, begin, () => undefined);
    },
    end: () => connection?.end(null),
  };
}

interface Connection<Api> {
  readonly remote: Remote<Api>;
  /** Resolves when the end of the worker can be seen: one that ended before would leave its calls without an answer. */
  readonly alive: Promise<void>;
  /** Called when the worker dies or is ended, once. */
  readonly listeners: Set<(reason: EndReason) => void>;
  end(reason: EndReason): void;
}

/** A race with a promise of the end would keep every call, with all that it sends, as long as the worker lives. */
async function callUntilEnd<Api, T>(
  { remote, alive, listeners }: Connection<Api>,
  begin: (remote: Remote<Api>) => Promise<T>,
  fail: (reason: EndReason, isOver: boolean) => T,
): Promise<T> {
  const outcome = await new Promise<() => T>((resolve) => {
    const onEnd = (reason: EndReason): void => resolve(() => fail(reason, true));
    listeners.add(onEnd);
    void alive
      .then(() => begin(remote))
      .then(
        (answer) => () => answer,
        (error: unknown) => () => fail(String(error), false),
      )
      .then((found) => {
        listeners.delete(onEnd);
        resolve(found);
      });
  });
  return outcome();
}

function openConnection<Api>(worker: Worker, onEnd: () => void): Connection<Api> {
  const over = new AbortController();
  const remote = wrap<Api>(worker);
  const listeners = new Set<(reason: EndReason) => void>([onEnd]);
  const end = (reason: EndReason): void => {
    if (over.signal.aborted) return;
    // A reason of its own: an exception made here would keep the stack that led here, and the event at its bottom, with its elements.
    over.abort(reason);
    remote[releaseProxy]();
    worker.terminate();
    for (const listener of listeners) listener(reason);
    listeners.clear();
  };
  worker.addEventListener('error', (event) => end(event.message));
  const alive = new Promise<void>((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Partial<LifeNotice> | null>) => {
      const lifeLock = data?.lifeLock;
      if (lifeLock === undefined) return;
      const { signal } = over;
      if (lifeLock !== null)
        navigator.locks.request(lifeLock, { signal }, () => end('the thread was ended')).catch(() => undefined);
      resolve();
    });
  });
  worker.addEventListener('messageerror', () => end('a message could not be read'));
  return { remote, alive, listeners, end };
}
