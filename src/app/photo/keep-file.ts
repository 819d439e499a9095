import type { PhotoFile, PhotoResult } from '../../protocol/photo-work.ts';

/**
 * The bytes of a file as the page's own. A file from disk is only a promise: once it is changed, moved or deleted, every read of it fails.
 * Ends as `photo/gone` where that has happened already.
 */
export async function keepFile({ name, file }: Omit<PhotoFile, 'id'>): Promise<PhotoResult<Blob>> {
  try {
    return { ok: true, value: new Blob([await file.arrayBuffer()], { type: file.type }) };
  } catch {
    return gone(name);
  }
}

/** Whether the bytes of a file are still there. */
export async function isReadable(file: Blob): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}

export function gone(name: string): Extract<PhotoResult<never>, { ok: false }> {
  return { ok: false, problem: { code: 'photo/gone', parameters: { name } } };
}
