import { wrap, type Remote } from 'comlink';
import type { PhotoFile, PhotoResult, PhotoWork } from '../../../protocol/photo-work.ts';
import { startPhotoWorker } from './start-photo-worker.ts';

interface Connection {
  readonly work: Remote<PhotoWork>;
  /** Resolves when the worker dies, and never before. */
  readonly crashed: Promise<void>;
}

/** Owns the photo worker. A call that the worker does not survive ends as `photo/unreadable`, and the next starts a new one. */
export function createPhotoClient(): PhotoWork {
  let connection: Connection | null = null;

  const connect = (): Connection => {
    connection ??= openConnection(() => {
      connection = null;
    });
    return connection;
  };

  const call = <T>(
    { name }: PhotoFile,
    begin: (work: Remote<PhotoWork>) => Promise<PhotoResult<T>>,
  ): Promise<PhotoResult<T>> => {
    const { work, crashed } = connect();
    const fail = (): PhotoResult<T> => ({ ok: false, problem: { code: 'photo/unreadable', parameters: { name } } });
    return Promise.race([begin(work).catch(fail), crashed.then(fail)]);
  };

  return {
    open: (file, pack, crop) => call(file, (work) => work.open(file, pack, crop)),
    show: (file, edit, pixelLimit) => call(file, (work) => work.show(file, edit, pixelLimit)),
    encode: (file, edit, options, recipe) => call(file, (work) => work.encode(file, edit, options, recipe)),
  };
}

function openConnection(onCrash: () => void): Connection {
  const worker = startPhotoWorker();
  const crashed = new Promise<void>((resolve) => {
    const end = (): void => {
      worker.terminate();
      onCrash();
      resolve();
    };
    worker.addEventListener('error', end);
    worker.addEventListener('messageerror', end);
  });
  return { work: wrap<PhotoWork>(worker), crashed };
}
