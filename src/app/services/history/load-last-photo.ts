import { openHistoryRecords } from '../../storage/history-records.ts';
import { openPhotoFiles } from '../../storage/photo-files.ts';
import { VISIT_VERSION } from '../../storage/stored-records.ts';

export interface LastPhoto {
  readonly file: Blob;
  readonly name: string;
  readonly source: string;
  readonly target: string;
}

/**
 * The photo that was on screen last, and its words, for a page beside the editor: it only reads, so that it needs not wait until no other tab
 * writes. Null where nothing of it is left, or where the browser stores nothing.
 */
export async function loadLastPhoto(): Promise<LastPhoto | null> {
  try {
    const [files, records] = await Promise.all([openPhotoFiles(navigator.storage), openHistoryRecords()]);
    try {
      const session = await records.get('session', 'last');
      if (session?.version !== VISIT_VERSION) return null;
      const photo = await records.get('photos', session.photoKey);
      const file = photo === undefined ? null : await files.read(photo.hash, photo.name, photo.type);
      const { source, target } = session.recipe.prompts;
      return photo === undefined || file === null ? null : { file, name: photo.name, source, target };
    } finally {
      records.close();
    }
  } catch {
    return null;
  }
}
