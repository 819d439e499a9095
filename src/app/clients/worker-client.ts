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
    call(begin, fail) {
      const { remote, alive, ended } = connect();
      return Promise.race([
        alive.then(() => begin(remote)).catch((error: unknown) => fail(String(error), false)),
        ended.then((reason) => fail(reason, true)),
      ]);
    },
    async notify(begin) {
      if (connection === null) return;
      const { remote, alive, ended } = connection;
      await Promise.race([alive.then(() => begin(remote)).catch(() => undefined), ended]);
    },
    end: () => connection?.end(null),
  };
}

interface Connection<Api> {
  readonly remote: Remote<Api>;
  /** Resolves when the end of the worker can be seen: one that ended before would leave its calls without an answer. */
  readonly alive: Promise<void>;
  /** Resolves when the worker dies or is ended, and never before. */
  readonly ended: Promise<EndReason>;
  end(reason: EndReason): void;
}

function openConnection<Api>(worker: Worker, onEnd: () => void): Connection<Api> {
  let end = (_reason: EndReason): void => undefined;
  const over = new AbortController();
  const remote = wrap<Api>(worker);
  const ended = new Promise<EndReason>((resolve) => {
    end = (reason) => {
      if (over.signal.aborted) return;
      // A reason of its own: an exception made here would keep the stack that led here, and the event at its bottom, with its elements.
      over.abort(reason);
      remote[releaseProxy]();
      worker.terminate();
      onEnd();
      resolve(reason);
    };
  });
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
  return { remote, alive, ended, end };
}
