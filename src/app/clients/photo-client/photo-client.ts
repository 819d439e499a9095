import type { Remote } from 'comlink';
import type { PhotoFile, PhotoResult, PhotoWork } from '../../../protocol/photo-work.ts';
import { gone, isReadable } from '../../photo/keep-file.ts';
import { createWorkerClient } from '../worker-client.ts';
import { startPhotoWorker } from './start-photo-worker.ts';

/** Owns the photo worker. A call that it does not survive ends as `photo/unreadable`, one whose file has vanished as `photo/gone`. */
export function createPhotoClient(): PhotoWork {
  const client = createWorkerClient<PhotoWork>(startPhotoWorker);

  const call = async <T>(
    { name, file }: PhotoFile,
    begin: (work: Remote<PhotoWork>) => Promise<PhotoResult<T>>,
  ): Promise<PhotoResult<T>> => {
    const answer = await client.call<PhotoResult<T>>(begin, () => ({
      ok: false,
      problem: { code: 'photo/unreadable', parameters: { name } },
    }));
    const isGone = !answer.ok && answer.problem.code === 'photo/unreadable' && !(await isReadable(file));
    return isGone ? gone(name) : answer;
  };

  return {
    open: (file, pack, crop) => call(file, (work) => work.open(file, pack, crop)),
    show: (file, edit, pixelLimit) => call(file, (work) => work.show(file, edit, pixelLimit)),
    encode: (file, edit, options, recipe) => call(file, (work) => work.encode(file, edit, options, recipe)),
  };
}
