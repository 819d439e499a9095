import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CommandFailure } from '../../support/command-failure.ts';
import { findFile } from './options.ts';

export interface CaptionedPhoto {
  readonly id: string;
  readonly file: string;
  readonly caption: string;
}

const CAPTIONS = /^captions.*\.json$/;

/**
 * The pictures of COCO that have a caption, each with its first: by the first `captions*.json` in the folder or below `annotations/`. Throws
 * `CommandFailure` where there is none, or it is of another form.
 */
export async function readCoco(folder: string, count: number): Promise<readonly CaptionedPhoto[]> {
  const file = await findCaptions(folder);
  const { images, annotations }: Readonly<Record<string, unknown>> = { ...JSON.parse(await readFile(file, 'utf8')) };
  if (!Array.isArray(images) || !Array.isArray(annotations)) {
    throw new CommandFailure(`${file} has no lists of images and of annotations.`);
  }
  const captions = new Map<string, string>();
  for (const annotation of annotations) {
    const { image_id: id, caption }: Readonly<Record<string, unknown>> = { ...annotation };
    if (typeof caption === 'string' && !captions.has(String(id))) captions.set(String(id), caption.trim());
  }
  const photos: CaptionedPhoto[] = [];
  for (const image of images) {
    if (photos.length >= count) break;
    const { id, file_name: name }: Readonly<Record<string, unknown>> = { ...image };
    const caption = captions.get(String(id));
    if (caption === undefined || caption === '' || typeof name !== 'string') continue;
    photos.push({ id: String(id), file: findPicture(folder, file, name), caption });
  }
  if (photos.length === 0) throw new CommandFailure(`${file} has no picture with a caption.`);
  return photos;
}

async function findCaptions(folder: string): Promise<string> {
  for (const place of [join(folder, 'annotations'), folder]) {
    const names = await readdir(place).catch(() => []);
    const [first] = names.filter((name) => CAPTIONS.test(name)).toSorted();
    if (first !== undefined) return join(place, first);
  }
  throw new CommandFailure(`${folder} has no captions*.json, nor has a folder annotations in it.`);
}

/** The captions of val2017 are of the pictures below val2017. */
function findPicture(folder: string, captions: string, name: string): string {
  const set = basename(captions, '.json').replace(/^captions_?/, '');
  return findFile(folder, [`${set}/${name}`, `images/${name}`, name]);
}
