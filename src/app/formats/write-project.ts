import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import type { Photo } from '../photo/photo.ts';
import { hashBlob } from '../storage/hash-blob.ts';
import { storeEntry, storePhoto, storeResult, photoKeyOf, type StoredPhoto } from '../storage/stored-records.ts';
import { extractArrays } from './array-codec.ts';
import { arrayPath, FIRST_VERSION, MANIFEST_PATH, PROJECT_FORMAT, PROJECT_VERSION, type Project } from './project.ts';

/** Pictures at the pack's size are small: speed goes before size. */
const DEFLATE_LEVEL = 1;

/**
 * Writes a project as a zip: `manifest.json` (words, settings, masks, results; arrays of bytes by reference), `arrays/`, and `photos/`
 * with each photo as it was, named by its SHA-256.
 *
 * @param rest resolves when the page had time for other things; asked for between two files
 */
export async function writeProject(project: Project, rest: () => Promise<void>): Promise<Blob> {
  const { photo, entries, recipe, result, resultKey, cursor } = project;
  const photos = new Map<string, Photo>();
  for (const each of [photo, ...entries.map((entry) => entry.photo)]) photos.set(photoKeyOf(each), each);
  const files = new Map<string, Blob>();
  const storedPhotos: Record<string, StoredPhoto> = {};
  for (const [key, each] of photos) {
    const hash = await hashBlob(each.file);
    files.set(hash, each.file);
    storedPhotos[key] = storePhoto(each, hash);
  }
  const { json, arrays } = extractArrays({
    format: PROJECT_FORMAT,
    version: [...photos.values()].some(({ followsWords }) => followsWords) ? PROJECT_VERSION : FIRST_VERSION,
    photos: storedPhotos,
    session: { photoKey: photoKeyOf(photo), recipe, result: result && storeResult(result), resultKey, cursor },
    entries: entries.map(storeEntry),
  });

  const pieces: BlobPart[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    pieces.push(chunk);
  });
  const deflate = (path: string, bytes: Uint8Array): void => {
    const entry = new ZipDeflate(path, { level: DEFLATE_LEVEL });
    zip.add(entry);
    entry.push(bytes, true);
  };
  deflate(MANIFEST_PATH, new TextEncoder().encode(JSON.stringify(json)));
  for (const [index, bytes] of arrays.entries()) {
    await rest();
    deflate(arrayPath(index), bytes);
  }
  for (const [hash, file] of files) {
    const entry = new ZipPassThrough(`photos/${hash}`);
    zip.add(entry);
    for await (const chunk of chunksOf(file)) entry.push(chunk);
    entry.push(new Uint8Array(), true);
  }
  zip.end();
  return new Blob(pieces, { type: 'application/zip' });
}

/** A file in pieces, each read when it is wanted. */
async function* chunksOf(file: Blob): AsyncGenerator<Uint8Array> {
  const chunkBytes = 1 << 20;
  for (let start = 0; start < file.size; start += chunkBytes) {
    yield new Uint8Array(await file.slice(start, start + chunkBytes).arrayBuffer());
  }
}
