import type { Remote } from 'comlink';
import { sniffImageType } from '../../../imaging/sniff-image-type.ts';
import type { PhotoFile, PhotoResult, PhotoWork } from '../../../protocol/photo-work.ts';
import { drawSvg } from '../../browser/draw-svg.ts';
import { gone, isReadable } from '../../photo/keep-file.ts';
import { createWorkerClient } from '../worker-client.ts';
import { startPhotoWorker } from './start-photo-worker.ts';

/** Enough to tell an SVG. */
const HEAD_BYTES = 4096;

/** Owns the photo worker. A call that it does not survive ends as `photo/stopped`, one whose file has vanished as `photo/gone`. */
export function createPhotoClient(): PhotoWork {
  const client = createWorkerClient<PhotoWork>(startPhotoWorker);
  const drawn = new WeakMap<Blob, Promise<Blob>>();

  const drawOnce = (file: Blob): Promise<Blob> => {
    const drawing = drawn.get(file) ?? drawSvg(file);
    drawn.set(file, drawing);
    return drawing;
  };

  /** Workers have no way to draw an SVG. */
  const toDecodable = async (photo: PhotoFile): Promise<PhotoFile> => {
    const head = new Uint8Array(await photo.file.slice(0, HEAD_BYTES).arrayBuffer());
    return sniffImageType(head) === 'svg' ? { ...photo, file: await drawOnce(photo.file) } : photo;
  };

  const call = async <T>(
    photo: PhotoFile,
    begin: (work: Remote<PhotoWork>, file: PhotoFile) => Promise<PhotoResult<T>>,
  ): Promise<PhotoResult<T>> => {
    const unreadable: PhotoResult<T> = {
      ok: false,
      problem: { code: 'photo/unreadable', parameters: { name: photo.name } },
    };
    const file = await toDecodable(photo).catch(() => null);
    const answer =
      file === null
        ? unreadable
        : await client.call<PhotoResult<T>>(
            (work) => begin(work, file),
            (_reason, isOver) => (isOver ? stopped(photo.name) : unreadable),
          );
    const isGone = !answer.ok && answer.problem.code === 'photo/unreadable' && !(await isReadable(photo.file));
    return isGone ? gone(photo.name) : answer;
  };

  return {
    open: (photo, pack, part) => call(photo, (work, file) => work.open(file, pack, part)),
    show: (photo, edit, pixelLimit) => call(photo, (work, file) => work.show(file, edit, pixelLimit)),
    encode: (photo, edit, options, recipe) => call(photo, (work, file) => work.encode(file, edit, options, recipe)),
  };
}

function stopped(name: string): Extract<PhotoResult<never>, { ok: false }> {
  return { ok: false, problem: { code: 'photo/stopped', parameters: { name } } };
}
